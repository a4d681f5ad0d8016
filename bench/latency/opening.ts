import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import type { ClockDelivery } from './deliveries.ts'
import { playerBegan } from './glassReader.ts'

/** Our own page, at the server's own origin: a picture of another one can't be read. */
const OURS = '/tunnelcam-latency-page'

/** Opens a delivery, and says later when what shows it began, in ms since 1970. */
export async function openDelivery(
  page: Page,
  { kind, path }: ClockDelivery,
  address: string,
): Promise<() => Promise<number>> {
  if (kind === 'page') {
    await page.goto(new URL(path, address).href, { waitUntil: 'commit' })
    return () => playerBegan(page)
  }
  const ours = new URL(OURS, address).href
  await page.route(ours, route => route.fulfill({ contentType: 'text/html', body: '<!doctype html><body>' }))
  await page.goto(ours)
  await page.unroute(ours)
  if (kind === 'hls') await page.evaluate(hlsJs())
  // The page came by no network. A viewer's has, and so there is a connection already.
  await page.evaluate(`fetch('/', { method: 'HEAD' }).catch(() => undefined)`)
  const url = JSON.stringify(new URL(path, address).href)
  const show = kind === 'img' ? `document.body.append(Object.assign(new Image(), { src: ${url} }))` : playHls(url)
  const began = Number(await page.evaluate(`{ const began = Date.now(); ${show}; began }`))
  return async () => began
}

/** hls.js as it comes, with nothing set. */
function hlsJs(): string {
  return readFileSync(createRequire(import.meta.url).resolve('hls.js/dist/hls.light.min.js'), 'utf8')
}

function playHls(url: string): string {
  return `
    const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true })
    document.body.append(video)
    const hls = new Hls()
    hls.loadSource(${url})
    hls.attachMedia(video)`
}
