import type { Page } from 'playwright-core'
import { decodePng, difference, type Picture } from './png.ts'

/** What `watchMoving` saw. */
export interface Movement {
  readonly pictures: number
  /** The share of changed pixels, 0 to 1, from each picture to the next different one. */
  readonly changes: readonly number[]
  readonly seconds: number
}

/** What an element (<video>, <img>, <canvas>) shows now, from a screenshot: what a person would see. */
export async function pictureOf(page: Page, selector: string): Promise<Picture> {
  return decodePng(await page.locator(selector).screenshot({ type: 'png', animations: 'allow', timeout: 10_000 }))
}

/**
 * Watches an element until its picture has changed `times` times; throws with what it saw when that takes longer
 * than `withinMs`. A picture counts as changed when at least half a percent of its pixels did.
 */
export async function watchMoving(
  page: Page,
  selector: string,
  { times = 3, withinMs = 15_000 }: { times?: number; withinMs?: number } = {},
): Promise<Movement> {
  const start = performance.now()
  const seconds = () => (performance.now() - start) / 1000
  const changes: number[] = []
  let last = await pictureOf(page, selector)
  for (let pictures = 2; seconds() * 1000 < withinMs; pictures += 1) {
    const next = await pictureOf(page, selector)
    const change = difference(last, next)
    if (change < 0.005) continue
    last = next
    changes.push(change)
    if (changes.length === times) return { pictures, changes, seconds: seconds() }
  }
  const seen = `${changes.length} changes in ${seconds().toFixed(1)} s`
  throw new Error(`expected ${selector} to show a moving picture (${times} changes), saw ${seen}`)
}

/** Whether an element's picture stays the same for this long. */
export async function staysStill(page: Page, selector: string, ms: number): Promise<boolean> {
  return watchMoving(page, selector, { times: 1, withinMs: ms }).then(
    () => false,
    () => true,
  )
}
