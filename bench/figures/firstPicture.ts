import type { Browser } from 'playwright-core'
import { browserAvailable, launchBrowser } from '../../test/support/browser.ts'
import { startProgram } from '../../test/support/program.ts'
import { endWithUs } from '../endWithUs.ts'
import { median, quantile, rounded } from '../numbers.ts'
import { notHere, type Pace, type Row, verdict } from '../row.ts'

const MOST_SECONDS = 3
const figure = 'Start of the program to the first picture painted in Chromium'

/** `tunnelcam test:` from its first instruction to a picture on the page, in a browser that is already open. */
export async function firstPicture({ quick }: Pace): Promise<Row[]> {
  const missing = browserAvailable()
  if (missing !== true) return [notHere(figure, `< ${MOST_SECONDS} s`, missing)]
  const browser = await launchBrowser()
  try {
    const times: { listens: number; painted: number }[] = []
    for (let run = 0; run < (quick ? 1 : 5); run++) times.push(await once(browser))
    const painted = times.map(time => time.painted)
    const listens = median(times.map(time => time.listens))
    const [half, longest] = [median(painted), quantile(painted, 1)]
    return [
      {
        figure,
        measured: `median ${half.toFixed(2)} s, longest ${longest.toFixed(2)} s (listens after ${listens.toFixed(2)} s)`,
        target: `< ${MOST_SECONDS} s`,
        verdict: verdict(longest < MOST_SECONDS),
        values: { medianSeconds: rounded(half), longestSeconds: rounded(longest), listensSeconds: rounded(listens) },
      },
    ]
  } finally {
    await browser.close()
  }
}

async function once(browser: Browser): Promise<{ listens: number; painted: number }> {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, bypassCSP: true })
  const began = performance.now()
  const program = await startProgram(['test:', '--size', '1280x720'])
  const over = endWithUs(program.pid)
  try {
    const listens = (performance.now() - began) / 1000
    await page.goto(`${program.address}/cameras/test`, { waitUntil: 'commit' })
    await page.waitForFunction(pictureIsPainted, undefined, { polling: 'raf', timeout: 20_000 })
    const painted = (performance.now() - began) / 1000
    await page.close()
    return { listens, painted }
  } finally {
    await program.end()
    over()
  }
}

// The layer in front has pixels that are not all the same.
const pictureIsPainted = `(() => {
  const front = document.querySelector('[data-part=stage]')?.dataset.front
  const layer = front === 'video' || front === 'canvas' ? document.querySelector('[data-part=' + front + ']') : null
  if (!layer) return false
  const probe = new OffscreenCanvas(16, 16).getContext('2d')
  probe.drawImage(layer, 0, 0, 16, 16)
  return new Set(new Uint32Array(probe.getImageData(0, 0, 16, 16).data.buffer)).size > 4
})()`
