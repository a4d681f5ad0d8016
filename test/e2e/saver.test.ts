import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { watchMoving } from '../support/picture.ts'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { until } from '../support/until.ts'
import { openCamera, shownBy } from './watching.ts'

const fact = (page: Page, name: string) => page.locator(`[data-part="fact-${name}"]`).textContent()
const width = (page: Page) => page.locator('video').evaluate(video => Reflect.get(video, 'videoWidth'))
const plays = (page: Page, pixels: number) =>
  until(`${pixels} pixels play`, async () => (await width(page)) === pixels, 30_000)

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

  test('changes what plays and back, and says which', { timeout: 90_000 }, async () => {
    const { page, errors } = await openCamera(browser, program.address, 'front', 'hls')
    await shownBy(page, 'hls')
    const saver = page.getByRole('button', { name: 'Saver' })
    await saver.waitFor()
    expect([await width(page), program.ffmpegs().length]).toEqual([1280, 1])
    await saver.click()
    await plays(page, 640)
    await until('the page says so', async () => (await fact(page, 'delivery')) === 'Low-latency HLS, saver')
    expect(await fact(page, 'picture')).toBe('640 × 360 · 15 fps')
    expect([await saver.getAttribute('aria-pressed'), program.ffmpegs().length]).toEqual(['true', 2])
    expect((await watchMoving(page, 'video')).changes.length).toBe(3)
    await saver.click()
    await plays(page, 1280)
    await until('the page says so', async () => (await fact(page, 'delivery')) === 'Low-latency HLS')
    await until('the small picture is not made any more', () => program.ffmpegs().length === 1, 30_000)
    expect(errors).toEqual([])
  })

  test('is kept, and reached from whatever way is usual', { timeout: 90_000 }, async () => {
    const { page, errors } = await openCamera(browser, program.address, 'front')
    const saver = page.getByRole('button', { name: 'Saver' })
    await saver.click()
    await shownBy(page, 'hls', 30_000)
    await plays(page, 640)
    await page.reload()
    await shownBy(page, 'hls', 30_000)
    await plays(page, 640)
    expect(await saver.getAttribute('aria-pressed')).toBe('true')
    expect(errors).toEqual([])
  })

  test('is made by the page where the link is too thin for the full picture', { timeout: 120_000 }, async () => {
    const { page } = await openCamera(browser, program.address, 'front', 'hls')
    await shownBy(page, 'hls')
    const devtools = await page.context().newCDPSession(page)
    const kilobits = 700
    await devtools.send('Network.enable')
    await devtools.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 40, downloadThroughput: (kilobits * 1000) / 8, uploadThroughput: 1e6 },
    })
    await plays(page, 640)
    const said = 'Low-latency HLS, saver for now: this connection is too slow for the full picture'
    await until('the page says so', async () => (await fact(page, 'delivery')) === said)
    expect((await watchMoving(page, 'video')).changes.length).toBe(3)
  })
})
