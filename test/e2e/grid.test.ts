import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { watchMoving } from '../support/picture.ts'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { type StallingProxy, stallingProxy } from '../support/stallingProxy.ts'
import { until } from '../support/until.ts'

const CAMERAS = `cameras:
  - { id: front, source: "test:", size: 320x180, rate: 10, idle: 1 }
  - { id: back, source: "test:", size: 320x180, rate: 10, idle: 1 }
`

needs('browser')('the list of cameras', () => {
  let browser: Browser
  let program: Program
  let way: StallingProxy
  beforeAll(async () => {
    const config = join(mkdtempSync(join(tmpdir(), 'tunnelcam-grid-')), 'tunnelcam.yaml')
    writeFileSync(config, CAMERAS)
    ;[browser, program] = await Promise.all([launchBrowser(), startProgram(['--config', config])])
    way = await stallingProxy(Number(new URL(program.address).port))
  })
  afterEach(() => Promise.all(browser.contexts().map(context => context.close())))
  afterAll(async () => {
    await Promise.all([browser.close(), program.close(), way.close()])
  })

  const card = (page: Page, id: string) => page.locator(`a[href="/cameras/${id}"]`)
  const state = (page: Page, id: string) => card(page, id).locator('[data-part="state"]').textContent()
  const bothSay = (page: Page, word: string) =>
    until(
      `both say ${word}`,
      async () => (await state(page, 'front')) === word && (await state(page, 'back')) === word,
      20_000,
    )

  test('shows all of them over one connection, marks what stands still, and is well again', {
    timeout: 90_000,
  }, async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    const asked = { sockets: 0, stills: 0 }
    page.on('websocket', () => asked.sockets++)
    page.on('request', request => request.url().includes('still.jpg') && asked.stills++)
    await page.goto(`http://127.0.0.1:${way.port}/`)
    await bothSay(page, 'Live')
    for (const id of ['front', 'back']) await watchMoving(page, `a[href="/cameras/${id}"] canvas`)
    expect(asked).toEqual({ sockets: 1, stills: 0 })
    way.stall()
    const stalledAt = performance.now()
    await card(page, 'front').and(page.locator('[data-stale]')).waitFor()
    expect(performance.now() - stalledAt).toBeLessThan(9000) // three, on a machine that has nothing else to do
    way.recover()
    way.drop()
    await bothSay(page, 'Live')
    await watchMoving(page, 'a[href="/cameras/back"] canvas')
    expect(program.ffmpegs().length).toBe(2)
    await page.close()
    await until('nobody watches', () => program.ffmpegs().length === 0, 20_000)
  })

  test('asks for single stills where no WebSocket gets through', { timeout: 60_000 }, async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.routeWebSocket(/\/live$/, socket => socket.close()) // before a word has come
    await page.goto(program.address)
    await bothSay(page, 'Live')
    for (const id of ['front', 'back']) await watchMoving(page, `a[href="/cameras/${id}"] canvas`)
  })
})
