import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { watchMoving } from '../support/picture.ts'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { type StallingProxy, stallingProxy } from '../support/stallingProxy.ts'
import { until } from '../support/until.ts'
import { newKey, startWorkerd, type Workerd } from '../support/workerd.ts'

const DELIVERIES = [
  ['webcodecs', 'canvas'],
  ['hls', 'video'],
  ['mjpeg', 'canvas'],
] as const

/** Measured 0.2 to 2.4 s; up to three times as much where many tests run at once, and this is as much again. */
const HEALED_MS = 20_000

needs('browser', 'workerd')('from home through a Worker to three browsers', () => {
  let browser: Browser
  let folder: string
  let worker: Workerd
  let line: StallingProxy
  let home: Program
  let context: BrowserContext
  const pages = new Map<string, Page>()
  const key = newKey()

  const startHome = () =>
    startProgram(
      ['test:', '--id', 'front', '--size', '320x180', '--rate', '15', '--relay', `http://127.0.0.1:${line.port}`],
      { env: { TUNNELCAM_RELAY_TOKEN: worker.codes.relay } },
    )
  const isThere = async (kind = 'live') => {
    const headers = { Authorization: `Bearer ${worker.codes.viewer}` }
    const answer = await fetch(`${worker.address}/api/cameras/front`, { headers }).catch(() => undefined)
    if (!answer?.ok) return false
    const { camera } = (await answer.json()) as { camera: { state: { kind: string } } } // our own API
    return camera.state.kind === kind
  }
  /** Waits until all pages see moving pictures by their deliveries. */
  const moving = (withinMs = 30_000) =>
    Promise.all(
      DELIVERIES.map(async ([via]) => {
        const from = performance.now()
        await saying(via, `html[data-state="live"][data-delivery="${via}"]`, withinMs)
        return `${via} ${Math.round(performance.now() - from)} ms`
      }),
    )
  const saying = (via: string, selector: string, timeout: number) =>
    pages.get(via)?.locator(selector).waitFor({ state: 'attached', timeout })
  const noneMoves = () => Promise.all(DELIVERIES.map(([via]) => saying(via, 'html:not([data-state="live"])', 30_000)))

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tunnelcam-edge-'))
    ;[browser, worker] = await Promise.all([launchBrowser(), startWorkerd({ key, keptIn: folder })])
    line = await stallingProxy(worker.port)
    home = await startHome()
    context = await browser.newContext({ viewport: { width: 390, height: 844 } })
    const door = await context.newPage()
    await door.goto(`${worker.address}/#k=${worker.codes.viewer}`)
    await door.waitForSelector('a[href$="/cameras/front"]')
    await door.close()
    for (const [via] of DELIVERIES) {
      const page = await context.newPage()
      await page.goto(`${worker.address}/cameras/front?via=${via}`)
      await page.evaluate('window.neverReloaded = true')
      pages.set(via, page)
    }
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await Promise.all([home?.close(), worker?.close(), line?.close()])
    await rm(folder, { recursive: true, force: true })
  })

  test('pictures move', { timeout: 60_000 }, async () => {
    await moving()
    for (const [via, element] of DELIVERIES) {
      const page = pages.get(via)
      await page?.bringToFront()
      if (page) expect((await watchMoving(page, element, { times: 1, withinMs: 30_000 })).changes.length).toBe(1)
    }
  })

  test.each<[string, () => Promise<void>]>([
    [
      'home was killed and is started again',
      async () => {
        await home.close()
        await Promise.all([noneMoves(), until('the relay says so', () => isThere('lost'), 15_000)])
        home = await startHome()
      },
    ],
    [
      'the object was ended and is started again',
      async () => {
        const { port } = worker
        await worker.close()
        await noneMoves()
        worker = await startWorkerd({ key, keptIn: folder, port })
      },
    ],
    [
      'the line between them was down',
      async () => {
        line.stall()
        await noneMoves()
        line.recover()
        line.drop()
      },
    ],
  ])('pictures move again, without a reload, when %s', { timeout: 90_000 }, async (what, harm) => {
    await harm()
    console.log(`when ${what}: ${(await moving(HEALED_MS)).join(', ')}`)
    for (const page of pages.values()) expect(await page.evaluate('window.neverReloaded')).toBe(true)
  })
})
