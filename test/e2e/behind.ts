import type { Browser } from 'playwright-core'
import { z } from 'zod'

/**
 * How much later each picture of one MJPEG address is on the glass than the same one of another, in ms: both are shown side
 * by side in a page of the program's own, and of each change it is looked up when the picture most like it was there.
 */
export async function behind(
  browser: Browser,
  program: string,
  { first, second, count }: { first: string; second: string; count: number },
): Promise<number[]> {
  const page = await browser.newPage({ viewport: { width: 800, height: 400 } })
  try {
    await page.goto(`${program}/healthz`) // what another site's pictures show, no page may read
    return z.array(z.number()).parse(await page.evaluate(`(${MEASURE})(${JSON.stringify({ first, second, count })})`))
  } finally {
    await page.close()
  }
}

const MEASURE = `async ({ first, second, count }) => {
  const [width, height] = [160, 90]
  const shown = address => {
    const image = Object.assign(new Image(), { src: address })
    image.style.width = '45%'
    document.body.append(image)
    const pen = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d', { willReadFrequently: true })
    let last = new Uint8Array(width * height)
    return () => {
      if (!image.naturalWidth) return
      pen.drawImage(image, 0, 0, width, height)
      const { data } = pen.getImageData(0, 0, width, height)
      const grey = new Uint8Array(width * height)
      for (let at = 0; at < grey.length; at++) grey[at] = (data[4 * at] + 2 * data[4 * at + 1] + data[4 * at + 2]) / 4
      if (difference(grey, last) === 0) return
      return (last = grey)
    }
  }
  const difference = (one, other) => {
    let sum = 0
    for (let at = 0; at < one.length; at++) sum += Math.abs(one[at] - other[at])
    return sum / one.length
  }
  const [newestOfFirst, newestOfSecond] = [shown(first), shown(second)]
  const before = []
  const found = []
  const end = performance.now() + 20_000
  while (found.length < count && performance.now() < end) {
    const at = await new Promise(requestAnimationFrame)
    const picture = newestOfFirst()
    if (picture && before.push({ at, picture }) > 60) before.shift()
    const later = newestOfSecond()
    if (!later || before.length < 30) continue
    const likeness = before.map(one => difference(one.picture, later))
    found.push(at - before[likeness.indexOf(Math.min(...likeness))].at)
  }
  return found
}`
