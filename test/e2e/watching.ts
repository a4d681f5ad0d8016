import type { Browser, Page } from 'playwright-core'
import { until } from '../support/until.ts'

/** What one answer of /api/cameras/:id says, as far as tests look at it. */
export interface SeenCamera {
  readonly state: { readonly kind: string; readonly reason?: string }
  readonly picture: { readonly sequence: number } | null
  readonly video: { readonly codecs: string; readonly audio: boolean; readonly width: number } | null
  readonly warnings: readonly string[]
}

/** Asks a running program how a camera is. */
export async function seeCamera(address: string, id: string): Promise<SeenCamera> {
  const answer = await fetch(`${address}/api/cameras/${id}`)
  return ((await answer.json()) as { camera: SeenCamera }).camera // our own API, compared whole in test/app/api.test.ts
}

/** Waits until a camera is in this state. */
export async function cameraIs(address: string, id: string, kind: string, withinMs = 20_000): Promise<SeenCamera> {
  let seen: SeenCamera | undefined
  await until(
    `camera ${id} is ${kind}`,
    async () => {
      seen = await seeCamera(address, id)
      return seen.state.kind === kind
    },
    withinMs,
  )
  if (!seen) throw new Error('until() returned before the camera was seen')
  return seen
}

/** Opens a camera's page, with one delivery pinned, at a phone's size. What the page's console calls an error is kept. */
export async function openCamera(
  browser: Browser,
  address: string,
  id: string,
  via?: string,
): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
  const errors: string[] = []
  page.on('pageerror', error => errors.push(String(error)))
  await page.goto(`${address}/cameras/${id}${via ? `?via=${via}` : ''}`)
  return { page, errors }
}

/** Opens a page of somebody else's that holds nothing but an `<img>` of the camera's MJPEG. */
export async function openImage(browser: Browser, address: string, id: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 640, height: 480 } })
  await page.setContent(`<img src="${address}/cameras/${id}/stream.mjpg" style="width: 100%">`, { waitUntil: 'commit' })
  return page
}

/** Waits until the page says that it shows moving pictures through this delivery. */
export function shownBy(page: Page, delivery: string, withinMs = 20_000): Promise<void> {
  return pageData(page, 'delivery', delivery, withinMs)
}

/** Waits until the page says that the camera is in this state. */
export function pageSays(page: Page, state: string, withinMs = 20_000): Promise<void> {
  return pageData(page, 'state', state, withinMs)
}

async function pageData(page: Page, name: string, value: string, timeout: number): Promise<void> {
  await page.locator(`html[data-${name}="${value}"]`).waitFor({ state: 'attached', timeout })
}
