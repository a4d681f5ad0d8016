import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../../test/support/browser.ts'
import { median, sleep } from '../numbers.ts'
import { ROWS, readCode } from './clockCode.ts'
import { blockHeight, type ClockVideo } from './clockVideo.ts'
import type { ClockDelivery } from './deliveries.ts'
import { type Look, lookAtGlass, takeLooks } from './glassReader.ts'
import type { Network } from './network.ts'
import { openDelivery } from './opening.ts'
import { type Summary, summary } from './summary.ts'
import { type Delaying, type Origin, openWay } from './way.ts'

/** How a delivery did over a network; of a delivery that showed nothing there is only the reason. */
export type Measured =
  | (Summary & {
      /** From the player's beginning to the delivery's own first picture, in ms: the median of several openings. */
      readonly startMs: number
      /** From the page's beginning to the first picture of any kind, a still in its place too. */
      readonly pageMs: number
      /** Of our own page: the delivery by which it showed the picture in the end. */
      readonly shownBy?: string
    })
  | { readonly failed: string }

const FIRST_PICTURE_MS = 20_000
/** What a player does to begin with is not what it does later. */
const SETTLING_MS = 3_000
/** A page that chooses by itself has so long to do it. */
const CHOOSING_MS = 10_000
/** What a delivery is measured with. */
export interface Measuring {
  readonly server: Origin
  readonly video: ClockVideo
  readonly network: Network | undefined
  /** Default: lines of our own. */
  readonly delaying?: Delaying
  readonly seconds: number
  /** How often it is opened for its start-up; the last of these openings is then watched. Default 3. */
  readonly openings?: number
}

/** Shows one delivery to a browser of its own over one network for `seconds`, and sums up what it saw. */
export async function measure(delivery: ClockDelivery, measuring: Measuring): Promise<Measured> {
  const { server, network, delaying = 'lines' } = measuring
  const way = await openWay(server, network, delaying)
  const browser = await launchBrowser({ args: way.browserArgs, ...(way.inside && { inside: way.inside }) })
  try {
    return await watch(browser, delivery, way.address, measuring)
  } catch (error) {
    return { failed: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) }
  } finally {
    await browser.close()
    await way.close()
  }
}

async function watch(
  browser: Browser,
  delivery: ClockDelivery,
  address: string,
  { video, seconds, openings = 3 }: Measuring,
): Promise<Measured> {
  const code = (blockHeight(video) * ROWS) / video.height
  const first = await opened(browser, delivery, address, { code, poster: true })
  const pageMs = first.pictureAt - Number(await first.page.evaluate('performance.timeOrigin'))
  const starts: number[] = []
  let { page } = first
  for (let left = openings; left > 0; left--) {
    await page.context().close()
    const next = await opened(browser, delivery, address, { code, poster: delivery.key === 'stills' })
    starts.push(Math.max(0, next.pictureAt - next.beganAt))
    page = next.page
  }
  await sleep(delivery.key === 'auto' ? CHOOSING_MS : SETTLING_MS)
  await takeLooks(page)
  await sleep(seconds * 1000)
  const seen = summary(await takeLooks(page))
  if (!seen) return { failed: 'the picture went away' }
  const shownBy = isOurPage(delivery) && String(await page.evaluate('document.documentElement.dataset.delivery'))
  if (shownBy && ![shownBy, 'auto'].includes(delivery.key)) return { failed: `the page showed it by ${shownBy}` }
  return { ...seen, startMs: Math.round(median(starts)), pageMs: Math.round(pageMs), ...(shownBy && { shownBy }) }
}

function isOurPage({ kind, origin }: ClockDelivery): boolean {
  return kind === 'page' && origin === undefined
}

interface Opened {
  readonly page: Page
  readonly beganAt: number
  readonly pictureAt: number
}

/** A delivery in a browser that knows nothing yet, and its first picture; without `poster` no still is shown before it. */
async function opened(
  browser: Browser,
  delivery: ClockDelivery,
  address: string,
  { code, poster }: { code: number; poster: boolean },
): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, bypassCSP: true })
  page.setDefaultTimeout(FIRST_PICTURE_MS)
  await lookAtGlass(page, code)
  if (!poster) await page.addInitScript({ content: NO_POSTER })
  const began = await openDelivery(page, delivery, address)
  const { now: pictureAt } = await firstPicture(page)
  return { page, pictureAt, beganAt: await began() }
}

const NO_POSTER = `{
  const ask = window.fetch
  window.fetch = (what, ...rest) =>
    String(what.url ?? what).includes('/still.jpg') ? Promise.reject(new Error('no poster')) : ask(what, ...rest)
}`

async function firstPicture(page: Page): Promise<Look> {
  const until = performance.now() + FIRST_PICTURE_MS
  while (performance.now() < until) {
    const first = (await takeLooks(page)).find(({ blocks }) => readCode(blocks))
    if (first) return first
    await sleep(50)
  }
  throw new Error(`no picture within ${FIRST_PICTURE_MS / 1000} s`)
}
