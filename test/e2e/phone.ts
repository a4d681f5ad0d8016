import type { Browser, Page } from 'playwright-core'

/** Where the camera's page shows the picture, be it a video or a canvas. */
export const GLASS = '[data-front="video"] video, [data-front="canvas"] canvas'

/** A phone of somebody's own: nothing that another one was given is known to it. All that its pages say is kept. */
export async function phone(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
  await context.addInitScript(KEEP_STATES)
  return context.newPage()
}

/** The states that a camera's page has claimed since it was opened, as ['starting', 'live']. */
export async function claimedStates(page: Page): Promise<string[]> {
  return String(await page.evaluate('claimed.join()')).split(',')
}

/** Waits until the page says that moving pictures come, and answers by which delivery. */
export async function shownBySome(page: Page): Promise<string | null> {
  const root = page.locator('html[data-delivery]')
  await root.waitFor({ state: 'attached', timeout: 20_000 })
  return root.getAttribute('data-delivery')
}

const KEEP_STATES = `
  globalThis.claimed = []
  new MutationObserver(() => {
    const { state } = document.documentElement?.dataset ?? {}
    if (state && state !== claimed.at(-1)) claimed.push(state)
  }).observe(document, { attributes: true, childList: true, subtree: true })`
