import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
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

  test('where nothing can play H.264, the page falls back to MJPEG', { timeout: 60_000 }, async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    await page.addInitScript(`
      for (const name of ['MediaSource', 'ManagedMediaSource', 'WebKitMediaSource']) Reflect.deleteProperty(globalThis, name)
      Reflect.deleteProperty(globalThis, 'VideoDecoder')
      HTMLMediaElement.prototype.canPlayType = () => ''
    `)
    await page.goto(`${program.address}/cameras/front`)
    await shownBy(page, 'mjpeg')
    expect((await watchMoving(page, 'canvas')).changes.length).toBe(3)
  })

  test('where WebSockets are refused, it is HLS', { timeout: 60_000 }, async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    await page.routeWebSocket(/\/live/, socket => socket.close({ code: 1008, reason: 'not here' }))
    await page.goto(`${program.address}/cameras/front`)
    await shownBy(page, 'hls')
    expect((await watchMoving(page, 'video')).changes.length).toBe(3)
  })

  test('where a WebSocket opens and brings nothing, it is HLS too', { timeout: 60_000 }, async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    await page.routeWebSocket(/\/live/, () => undefined)
    await page.goto(`${program.address}/cameras/front`)
    await shownBy(page, 'hls', 40_000)
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
