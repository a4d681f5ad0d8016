import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { ownerCode } from '../support/codes.ts'
import { watchMoving } from '../support/picture.ts'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { until } from '../support/until.ts'
import { openCamera, openImage, shownBy } from './watching.ts'

needs('browser')('the pages in a real browser', () => {
  let browser: Browser
  let program: Program
  beforeAll(async () => {
    ;[browser, program] = await Promise.all([launchBrowser(), startProgram(['test:', '--id', 'front'])])
  })
  afterEach(() => Promise.all(browser.contexts().map(context => context.close())))
  afterAll(async () => {
    await Promise.all([browser.close(), program.close()])
  })

  test.each([
    ['webcodecs', 'canvas'],
    ['mse', 'video'],
    ['hls', 'video'],
    ['jpeg', 'canvas'],
    ['mjpeg', 'canvas'],
    ['stills', 'canvas'],
  ])('a camera moves through %s', { timeout: 60_000 }, async (via, element) => {
    const { page, errors } = await openCamera(browser, program.address, 'front', via)
    await shownBy(page, via)
    expect((await watchMoving(page, element)).changes.length).toBe(3)
    expect(errors).toEqual([])
  })

  test('a camera moves in an <img> of anybody’s page', { timeout: 60_000 }, async () => {
    const page = await openImage(browser, program.address, 'front')
    expect((await watchMoving(page, 'img')).changes.length).toBe(3)
  })

  test('without a pin the page chooses the live WebSocket and WebCodecs', { timeout: 60_000 }, async () => {
    const { page } = await openCamera(browser, program.address, 'front')
    await shownBy(page, 'webcodecs')
  })

  test('how each page sees the picture is told to the owner and to Prometheus', { timeout: 60_000 }, async () => {
    const { page } = await openCamera(browser, program.address, 'front', 'webcodecs')
    await shownBy(page, 'webcodecs')
    const headers = { Authorization: `Bearer ${await ownerCode(program)}` }
    const owner = await browser.newPage({ extraHTTPHeaders: headers })
    await owner.goto(`${program.address}/cameras/front?via=mjpeg`)
    const fact = owner.locator('[data-part="fact-viewers"]')
    const told = async () => (await fact.textContent()) ?? ''
    await until(
      'both are told',
      async () => /^2: .*WebCodecs \d/.test(await told()) && /MJPEG/.test(await told()),
      30_000,
    )
    const metrics = await (await fetch(`${program.address}/metrics`, { headers })).text()
    expect(metrics).toContain('tunnelcam_players{camera="front",delivery="webcodecs"} 1')
    expect(metrics).toMatch(/tunnelcam_player_delay_seconds_count{camera="front",delivery="webcodecs"} [1-9]/)
    await page.close()
    await until('one has left', async () => /^1: MJPEG/.test(await told()), 30_000)
  })

  test('the list of cameras shows thumbnails that move', { timeout: 60_000 }, async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    await page.goto(program.address)
    const thumbnail = 'a[href$="/cameras/front"] canvas'
    await page.waitForSelector(thumbnail)
    expect((await watchMoving(page, thumbnail, { times: 2, withinMs: 20_000 })).changes.length).toBe(2)
  })

  test('capture stops some seconds after the last viewer has left', { timeout: 60_000 }, async () => {
    const { page } = await openCamera(browser, program.address, 'front', 'mjpeg')
    await shownBy(page, 'mjpeg')
    expect(program.ffmpegs().length).toBe(1)
    await page.close()
    await until('FFmpeg is gone', () => program.ffmpegs().length === 0, 30_000)
  })
})
