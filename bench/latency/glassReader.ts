import type { Page } from 'playwright-core'
import { COLUMNS, ROWS } from './clockCode.ts'

/** What was on the glass when the page looked: ms since 1970, and the 64 blocks as hexadecimal digits. */
export interface Look {
  readonly now: number
  readonly blocks: string
}

/**
 * Lets the page look at its picture about eighty times a second, from its beginning, at times by chance: at those of the browser's
 * frames each look would see each picture at the same two ages. `codeHeight` is the share of the picture's height that the code
 * takes.
 */
export async function lookAtGlass(page: Page, codeHeight: number): Promise<void> {
  await page.addInitScript({ content: `(${READER})(${COLUMNS}, ${ROWS}, ${codeHeight})` })
}

/** The looks since the last call. */
export async function takeLooks(page: Page): Promise<Look[]> {
  return page.evaluate('window.tunnelcamLooks.splice(0)')
}

/**
 * When the page's own scripts had come, ms since 1970: from here on it is the player that takes time. hls.js where it is loaded
 * by them, since it comes only for that delivery, is a part of what that one takes.
 */
export async function playerBegan(page: Page): Promise<number> {
  return page.evaluate(`{
    const read = performance.getEntriesByType('navigation')[0].domInteractive || Infinity
    performance.timeOrigin + Math.max(0, ...performance.getEntriesByType('resource')
      .filter(({ initiatorType }) => initiatorType === 'script' || initiatorType === 'link')
      .filter(({ name, startTime }) => !(/\\/hls[^/]*$/.test(name) && startTime > read))
      .map(({ responseEnd }) => responseEnd).filter(end => end < 5000))
  }`)
}

// In the page. What is shown is the layer of our own page that is in front, or the only picture there is.
const READER = `(columns, rows, codeHeight) => {
  const looks = (window.tunnelcamLooks = [])
  const small = new OffscreenCanvas(columns, rows).getContext('2d', { willReadFrequently: true })
  const onGlass = () => {
    const front = document.querySelector('[data-part=stage]')?.dataset.front
    return document.querySelector(front ? '[data-part=' + front + ']' : 'video, canvas, img')
  }
  const look = () => {
    setTimeout(look, 4 + 16 * Math.random())
    const picture = onGlass()
    const width = picture?.videoWidth || picture?.naturalWidth || picture?.width || 0
    const height = picture?.videoHeight || picture?.naturalHeight || picture?.height || 0
    if (width < 16 || height < 16) return
    const now = Date.now()
    try {
      small.drawImage(picture, 0, 0, width, height * codeHeight, 0, 0, columns, rows)
    } catch {
      return // a picture that is broken
    }
    const { data } = small.getImageData(0, 0, columns, rows)
    let blocks = ''
    for (let digit = 0; digit < (columns * rows) / 4; digit++) {
      let value = 0
      for (let bit = 0; bit < 4; bit++) value = 2 * value + (data[(4 * digit + bit) * 4 + 1] > 122 ? 1 : 0)
      blocks += value.toString(16)
    }
    looks.push({ now, blocks })
  }
  look()
}`
