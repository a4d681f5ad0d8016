import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startLine } from '../../bench/latency/line.ts'
import { launchBrowser } from '../support/browser.ts'
import { watchMoving } from '../support/picture.ts'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { until } from '../support/until.ts'
import { openCamera, shownBy } from './watching.ts'

const fact = (page: Page, name: string) => page.locator(`[data-part="fact-${name}"]`).textContent()
const width = (page: Page, layer: 'video' | 'canvas') =>
  page
    .locator(`[data-part=${layer}]`)
    .evaluate(picture => Reflect.get(picture, 'videoWidth') ?? Reflect.get(picture, 'width'))
const plays = (page: Page, layer: 'video' | 'canvas', pixels: number) =>
  until(`${pixels} pixels play`, async () => (await width(page, layer)) === pixels, 30_000)
const comesAs = (page: Page, words: string) =>
  until(`the page says: ${words}`, async () => (await fact(page, 'delivery')) === words, 30_000)

needs('browser')('the choice of the small picture on the page', () => {
  let browser: Browser
  let program: Program
  beforeAll(async () => {
    ;[browser, program] = await Promise.all([launchBrowser(), startProgram(['test:', '--id', 'front', '--idle', '1'])])
  })
  afterEach(() => Promise.all(browser.contexts().map(context => context.close())))
  afterAll(async () => {
    await Promise.all([browser.close(), program.close()])
  })

  test('changes what HLS plays and back, and says which', { timeout: 90_000 }, async () => {
    const { page, errors } = await openCamera(browser, program.address, 'front', 'hls')
    await shownBy(page, 'hls')
    const saver = page.getByRole('button', { name: 'Saver' })
    await saver.waitFor()
    expect([await width(page, 'video'), program.ffmpegs().length]).toEqual([1280, 1])
    await saver.click()
    await plays(page, 'video', 640)
    await comesAs(page, 'Low-latency HLS, saver')
    expect(await fact(page, 'picture')).toBe('640 × 360 · 15 fps')
    expect([await saver.getAttribute('aria-pressed'), program.ffmpegs().length]).toEqual(['true', 2])
    expect((await watchMoving(page, 'video')).changes.length).toBe(3)
    await saver.click()
    await plays(page, 'video', 1280)
    await comesAs(page, 'Low-latency HLS')
    await until('the small picture is not made any more', () => program.ffmpegs().length === 1, 30_000)
    expect(errors).toEqual([])
  })

  test.each([
    ['webcodecs', 'canvas', 'Live, picture by picture'],
    ['mse', 'video', 'Live, with sound'],
  ] as const)('changes it in place by %s, and is kept', { timeout: 90_000 }, async (via, layer, words) => {
    const { page, errors } = await openCamera(browser, program.address, 'front', via)
    await shownBy(page, via)
    const saver = page.getByRole('button', { name: 'Saver' })
    await saver.click()
    await plays(page, layer, 640)
    await comesAs(page, `${words}, saver`)
    expect((await watchMoving(page, layer)).changes.length).toBe(3)
    await saver.click()
    // On a machine that is too slow for the full picture now, the page chooses the small one itself.
    const chosen = [words, `${words}. Small picture: the line is slow`]
    await until('it is not saved any more', async () => chosen.includes((await fact(page, 'delivery')) ?? ''), 30_000)
    expect((await watchMoving(page, layer)).changes.length).toBe(3)
    await saver.click()
    await page.reload()
    await shownBy(page, via)
    await plays(page, layer, 640)
    expect(await saver.getAttribute('aria-pressed')).toBe('true')
    expect(errors).toEqual([])
  })

  test('is made by HLS where the link is too thin for the full picture', { timeout: 120_000 }, async () => {
    const { page } = await openCamera(browser, program.address, 'front', 'hls')
    await shownBy(page, 'hls')
    const devtools = await page.context().newCDPSession(page)
    const kilobits = 700
    await devtools.send('Network.enable')
    await devtools.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 40, downloadThroughput: (kilobits * 1000) / 8, uploadThroughput: 1e6 },
    })
    await plays(page, 'video', 640)
    await comesAs(page, 'Low-latency HLS. Small picture: the line is slow')
    expect((await watchMoving(page, 'video')).changes.length).toBe(3)
  })

  test('is made by the live picture on a slow line', {
    timeout: 120_000,
  }, async () => {
    const network = { oneWayMs: 20, jitterMs: 5, bitsPerSecond: 8e6 }
    const line = await startLine({ port: Number(new URL(program.address).port) }, network)
    try {
      const { page } = await openCamera(browser, `http://127.0.0.1:${line.port}`, 'front', 'webcodecs')
      await shownBy(page, 'webcodecs')
      network.bitsPerSecond = 500_000
      await plays(page, 'canvas', 640)
      await comesAs(page, 'Live, picture by picture. Small picture: the line is slow')
      expect((await watchMoving(page, 'canvas')).changes.length).toBe(3)
      expect(await page.getByRole('button', { name: 'Saver' }).getAttribute('aria-pressed')).toBe('false')
    } finally {
      await line.close()
    }
  })
})
