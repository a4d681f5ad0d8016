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
    ;[browser, program] = await Promise.all([
      launchBrowser(),
      startProgram(['test:', '--id', 'front', '--size', '640x360']),
    ])
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

  test('HLS stays near the newest part, which is asked for before a list names it', { timeout: 60_000 }, async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    const named = new Set<string>()
    const early = new Set<string>()
    const name = (url: string) => /short\/(part-\d+)/.exec(url)?.[1]
    page.on('request', request => {
      const part = name(request.url())
      if (part !== undefined && !named.has(part)) early.add(part)
    })
    page.on('response', async response => {
      if (!response.url().includes('short/media.m3u8')) return
      const text = await response.text().catch(() => '')
      for (const [, part] of text.matchAll(/EXT-X-PART:.*URI="(part-\d+)/g)) named.add(part ?? '')
    })
    await page.goto(`${program.address}/cameras/front?via=hls`)
    await shownBy(page, 'hls')
    await until('most parts are asked for early', () => early.size > 20 && early.size > named.size / 3, 30_000)
    const ahead = `(({ buffered, currentTime }) =>
      buffered.length > 0 ? buffered.end(buffered.length - 1) - currentTime : 1e9)(document.querySelector('video'))`
    await until(
      'less than half of what hls.js would hold back is buffered',
      async () => Number(await page.evaluate(ahead)) < 0.5,
      30_000,
    )
  })

  test('hls.js is loaded only by who plays with it', { timeout: 60_000 }, async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    const scripts: string[] = []
    page.on('request', request => scripts.push(new URL(request.url()).pathname))
    await page.goto(`${program.address}/cameras/front`)
    await shownBy(page, 'webcodecs')
    expect(scripts.filter(path => /\/hls\.?light.*\.js$/.test(path))).toEqual([])
  })

  test('a camera moves in an <img> of anybody’s page', { timeout: 60_000 }, async () => {
    const page = await openImage(browser, program.address, 'front')
    expect((await watchMoving(page, 'img')).changes.length).toBe(3)
  })

  test('without a pin the page chooses the live WebSocket and WebCodecs', { timeout: 60_000 }, async () => {
    const { page } = await openCamera(browser, program.address, 'front')
    await shownBy(page, 'webcodecs')
  })

  test('the live WebSocket is opened while scripts are on their way, and serves them', {
    timeout: 60_000,
  }, async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    let sockets = 0
    const opening = page.waitForEvent('websocket', { timeout: 30_000 })
    page.on('websocket', () => sockets++)
    await page.route('**/camera.js', async route => {
      await opening
      await route.continue()
    })
    await page.goto(`${program.address}/cameras/front`)
    await shownBy(page, 'webcodecs')
    await watchMoving(page, 'canvas')
    expect(sockets).toBe(1)
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
    // A busy machine may have made a page before this one content with the small picture for a while.
    await until('one FFmpeg runs', () => program.ffmpegs().length === 1, 30_000)
    await page.close()
    await until('FFmpeg is gone', () => program.ffmpegs().length === 0, 30_000)
  })
})
