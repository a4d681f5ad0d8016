import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../../test/support/browser.ts'
import { browserArgs } from '../../test/support/edge.ts'
import { sleep } from '../numbers.ts'
import { ROWS, readCode } from './clockCode.ts'
import { blockHeight, type ClockVideo } from './clockVideo.ts'
import type { ClockDelivery } from './deliveries.ts'
import { type Look, lookAtGlass, playerBegan, takeLooks } from './glassReader.ts'
import { startLine } from './line.ts'
import type { Network } from './network.ts'
import type { ClockServer } from './server.ts'
import { type Summary, summary } from './summary.ts'

/** How a delivery did over a network; of a delivery that showed nothing there is only the reason. */
export type Measured =
  | (Summary & {
      /** From the player's beginning to the first picture, and from the page's, in ms. */
      readonly startMs: number
      readonly pageMs: number
    })
  | { readonly failed: string }

const FIRST_PICTURE_MS = 20_000
/** What a player does to begin with is not what it does later. */
const SETTLING_MS = 3_000

/** Shows one delivery to a browser of its own over one network for `seconds`, and sums up what it saw. */
export async function measure(
  delivery: ClockDelivery,
  {
    server,
    video,
    network,
    seconds,
  }: {
    server: ClockServer
    video: ClockVideo
    network: Network | undefined
    seconds: number
  },
): Promise<Measured> {
  const line = network && (await startLine(server.edge.port, network))
  const browser = await launchBrowser(
    line ? { args: browserArgs({ hostname: server.edge.hostname, port: line.port }) } : {},
  )
  try {
    return await watch(browser, delivery, line ? server.edge.url : server.address, video, seconds)
  } catch (error) {
    return { failed: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) }
  } finally {
    await browser.close()
    await line?.close()
  }
}

async function watch(
  browser: Browser,
  delivery: ClockDelivery,
  address: string,
  video: ClockVideo,
  seconds: number,
): Promise<Measured> {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, bypassCSP: true })
  await lookAtGlass(page, (blockHeight(video) * ROWS) / video.height)
  await open(page, delivery, address)
  const first = await firstPicture(page)
  const startMs = Math.max(0, first.now - (await playerBegan(page)))
  const pageMs = first.now - Number(await page.evaluate('performance.timeOrigin'))
  await sleep(SETTLING_MS)
  await takeLooks(page)
  await sleep(seconds * 1000)
  const seen = summary(await takeLooks(page))
  if (!seen) return { failed: 'the picture went away' }
  return { ...seen, startMs: Math.round(startMs), pageMs: Math.round(pageMs) }
}

/** An `<img>` gets a page around it from the same server, since a picture of another one can't be read. */
async function open(page: Page, { kind, path }: ClockDelivery, address: string): Promise<void> {
  const url = new URL(path, address)
  if (kind === 'page') return void (await page.goto(url.href, { waitUntil: 'commit' }))
  const around = new URL('/latency-img', url).href
  await page.route(around, route => route.fulfill({ contentType: 'text/html', body: `<img src="${url.href}">` }))
  await page.goto(around, { waitUntil: 'commit' })
}

async function firstPicture(page: Page): Promise<Look> {
  const until = performance.now() + FIRST_PICTURE_MS
  while (performance.now() < until) {
    const first = (await takeLooks(page)).find(({ blocks }) => readCode(blocks))
    if (first) return first
    await sleep(50)
  }
  throw new Error(`no picture within ${FIRST_PICTURE_MS / 1000} s`)
}
