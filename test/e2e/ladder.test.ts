import type { Browser, Page, Response } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest'
import { startLine } from '../../bench/latency/line.ts'
import { awkwardProxy, type Habits } from '../support/awkwardProxy.ts'
import { launchBrowser } from '../support/browser.ts'
import { watchMoving } from '../support/picture.ts'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { until } from '../support/until.ts'
import { GLASS } from './phone.ts'
import { shownBy } from './watching.ts'

// What a page has shown its picture by, one behind the other; '' while nothing moved.
const KEEP_DELIVERIES = `
  globalThis.shown = []
  new MutationObserver(() => {
    const via = document.documentElement?.dataset.delivery ?? ''
    if (via !== (shown.at(-1)?.via ?? '')) shown.push({ via, at: performance.now() })
  }).observe(document, { attributes: true, childList: true, subtree: true })`

const WITHOUT_H264 = `
  for (const name of ['MediaSource', 'ManagedMediaSource', 'WebKitMediaSource']) Reflect.deleteProperty(globalThis, name)
  Reflect.deleteProperty(globalThis, 'VideoDecoder')
  HTMLMediaElement.prototype.canPlayType = () => ''`

// How many WebSockets the page has asked for.
const COUNT_SOCKETS = `
  globalThis.sockets = 0
  globalThis.WebSocket = class extends WebSocket {
    constructor(...asked) {
      super(...asked)
      sockets++
    }
  }`

const WITHOUT_WEBCODECS = `Reflect.deleteProperty(globalThis, 'VideoDecoder')`

// A page that can be hidden and seen again, as by a lock screen.
const CAN_HIDE = `
  let hidden = false
  Object.defineProperty(document, 'hidden', { get: () => hidden })
  globalThis.hide = now => {
    hidden = now
    document.dispatchEvent(new Event('visibilitychange'))
  }`

/** Browsers that decode and paint are what costs time here. */
const small = ['test:', '--id', 'front', '--size', '640x360']

const moves = async (page: Page) => expect((await watchMoving(page, GLASS)).changes.length).toBe(3)
const waysOf = async (page: Page) => [...new Set((await shown(page)).split(',').filter(Boolean))]
const shown = (page: Page) => page.evaluate<string>('shown.map(({ via }) => via).join()')

needs('browser')('the ladder in a real browser', () => {
  let browser: Browser
  let program: Program
  beforeAll(async () => {
    ;[browser, program] = await Promise.all([launchBrowser(), startProgram([...small, '--idle', '60'])])
    await fetch(`${program.address}/cameras/front/still.jpg?wait=10`)
  })
  afterEach(() => Promise.all(browser.contexts().map(context => context.close())))
  afterAll(async () => {
    await Promise.all([browser.close(), program.close()])
  })

  async function open(address: string, ...scripts: string[]): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    for (const script of [KEEP_DELIVERIES, ...scripts]) await page.addInitScript(script)
    await page.goto(`${address}/cameras/front`)
    return page
  }

  test.each<[string, string, Habits, string]>([
    ['streams are held back', '', { holdsStreams: true }, 'webcodecs'],
    ['streams are held back and WebSockets refused', '', { holdsStreams: true, refusesUpgrades: true }, 'hls'],
    ['nothing plays H.264', WITHOUT_H264, {}, 'jpeg'],
    ['nothing plays H.264 and WebSockets are refused', WITHOUT_H264, { refusesUpgrades: true }, 'mjpeg'],
    ['all of this is so', WITHOUT_H264, { holdsStreams: true, refusesUpgrades: true }, 'stills'],
  ])('where %s the picture moves all the same', { timeout: 60_000 }, async (_, script, habits, via) => {
    const proxy = await awkwardProxy(program.address, habits)
    const page = await open(proxy.address, script)
    await shownBy(page, via)
    await moves(page)
    expect(await waysOf(page)).toEqual([via])
  })

  test('where a WebSocket opens and brings nothing, it is HLS', { timeout: 60_000 }, async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    await page.routeWebSocket(/\/live/, () => undefined)
    await page.goto(`${program.address}/cameras/front`)
    await shownBy(page, 'hls')
  })

  test('on a line for a third of the picture it moves by the best way, and stays there', {
    timeout: 60_000,
  }, async () => {
    const large = await startProgram(['test:', '--id', 'front'])
    onTestFinished(() => large.close())
    const port = Number(new URL(large.address).port)
    const line = await startLine({ port }, { oneWayMs: 75, jitterMs: 40, bitsPerSecond: 500_000 })
    onTestFinished(() => line.close())
    const page = await open(`http://127.0.0.1:${line.port}`)
    await until('something moves', async () => (await shown(page)) !== '', 20_000)
    await moves(page)
    expect(await waysOf(page)).toEqual(['webcodecs'])
  })

  test('what the page needs first is small, and hls.js not among it', { timeout: 60_000 }, async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    const answers: Response[] = []
    page.on('response', answer => answers.push(answer))
    const ours = () => answers.filter(answer => /\/static\/|\/cameras\/front$/.test(new URL(answer.url()).pathname))
    await page.goto(`${program.address}/cameras/front`)
    await shownBy(page, 'webcodecs')
    const sizes = await Promise.all(
      ours().map(
        async answer => [new URL(answer.url()).pathname, (await answer.request().sizes()).responseBodySize] as const,
      ),
    )
    expect(sizes.filter(([path]) => path.endsWith('.js')).length, 'scripts').toBeGreaterThan(0)
    const all = sizes.reduce((sum, [, size]) => sum + size, 0)
    expect(all, JSON.stringify(sizes)).toBeLessThan(40 * 1024)
    expect(sizes.filter(([path]) => /hls/.test(path))).toEqual([])
    await page.getByLabel('Chosen').selectOption('Low-latency HLS')
    await shownBy(page, 'hls')
    expect(ours().filter(answer => /hls\.light/.test(answer.url())).length).toBe(1)
  })

  test('the way may be chosen by hand, which a reload keeps, and left to the page again', {
    timeout: 60_000,
  }, async () => {
    const page = await open(program.address)
    await shownBy(page, 'webcodecs')
    const chosen = page.getByLabel('Chosen')
    expect(await chosen.locator('option').allTextContents()).toEqual([
      ...['Automatically', 'Live, picture by picture', 'Live, with sound', 'Low-latency HLS'],
      ...['Live, JPEG by JPEG', 'MJPEG', 'Single pictures'],
    ])
    await chosen.selectOption('Live, JPEG by JPEG')
    await shownBy(page, 'jpeg')
    await moves(page)
    await page.reload()
    await shownBy(page, 'jpeg')
    await chosen.selectOption('Automatically')
    await shownBy(page, 'webcodecs')
    expect(new URL(page.url()).search).toBe('')
  })

  test('where WebSockets are refused, the next visit begins with HLS; once they are not, the picture changes over without a pause', {
    timeout: 120_000,
  }, async () => {
    const proxy = await awkwardProxy(program.address, { refusesUpgrades: true })
    const [page, other] = await Promise.all([
      open(proxy.address, COUNT_SOCKETS),
      open(proxy.address, WITHOUT_WEBCODECS),
    ])
    await Promise.all([shownBy(page, 'hls'), shownBy(other, 'hls')])
    await until('it is known', () => page.evaluate<boolean>(`'tunnelcam-ladder' in localStorage`), 30_000)
    await page.reload()
    await shownBy(page, 'hls')
    expect(await page.evaluate('sockets')).toBe(0)
    proxy.habits.refusesUpgrades = false
    await shownBy(page, 'webcodecs', 40_000)
    await moves(page)
    expect(await shown(page)).toMatch(/(^|,)hls,webcodecs$/)
    // Both play in the video: it can't be in two places at once.
    await shownBy(other, 'mse', 40_000)
    await moves(other)
    expect(await shown(other)).toMatch(/hls,,mse$/)
  })

  test('a line that was cut is taken up again in the same way', { timeout: 60_000 }, async () => {
    const proxy = await awkwardProxy(program.address)
    const page = await open(proxy.address)
    await shownBy(page, 'webcodecs')
    proxy.habits.isCut = true
    await until('that is seen', async () => (await shown(page)) === 'webcodecs,')
    proxy.forget()
    proxy.habits.isCut = false
    await shownBy(page, 'webcodecs')
    await moves(page)
    expect(await shown(page)).toBe('webcodecs,,webcodecs')
  })

  test.each([
    ['is seen again', 1600, 'hide(false)'],
    ['is told that the network is back', 0, `dispatchEvent(new Event('online'))`],
    ['is on another network', 0, `navigator.connection.dispatchEvent(new Event('change'))`],
  ])('when all connections died and the page %s, the picture goes on', { timeout: 60_000 }, async (_, old, event) => {
    const proxy = await awkwardProxy(program.address)
    const page = await open(proxy.address, CAN_HIDE)
    await shownBy(page, 'webcodecs')
    if (old > 0) await page.evaluate('hide(true)')
    proxy.forget()
    await until('the picture is old', () => page.evaluate<boolean>(`document.documentElement.dataset.age >= ${old}`))
    const eventAt = await page.evaluate<number>(`const at = performance.now(); ${event}; at`)
    await until('it moves again', async () => (await shown(page)) === 'webcodecs,,webcodecs')
    const resumedAt = await page.evaluate<number>('shown.at(-1).at')
    // Alone it takes a tenth of a second, or what it waits whether the picture goes on; who is not told waits three seconds.
    expect(resumedAt - eventAt).toBeLessThan(3000)
    await moves(page)
  })
})
