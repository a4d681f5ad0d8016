import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { launchBrowser } from '../support/browser.ts'
import { watchMoving } from '../support/picture.ts'
import { type Program, runProgram, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { type StallingProxy, stallingProxy } from '../support/stallingProxy.ts'
import { until } from '../support/until.ts'

const CAMERAS = `cameras:
  - { id: front, source: "test:", size: 320x180, rate: 10, idle: 1 }
  - { id: back, source: "test:", size: 320x180, rate: 10, idle: 1 }
`

/** README's own lines. */
const SNIPPET = /```html\n(<script type="module"[^`]+)```/.exec(readFileSync('README.md', 'utf8'))?.[1] ?? ''

needs('browser')('<tunnelcam-view> in a page of another site', () => {
  let browser: Browser
  let program: Program
  let way: StallingProxy
  let site: Server
  let html = ''
  let tickets: readonly string[] = []
  beforeAll(async () => {
    const config = join(mkdtempSync(join(tmpdir(), 'tunnelcam-view-')), 'tunnelcam.yaml')
    writeFileSync(config, CAMERAS)
    ;[browser, program] = await Promise.all([launchBrowser(), startProgram(['--config', config], { access: true })])
    way = await stallingProxy(Number(new URL(program.address).port))
    tickets = [await ticketFor('front'), await ticketFor('back')]
    site = createServer((_, answer) => answer.writeHead(200, headersOf(way)).end(html))
    await new Promise<void>(resolve => site.listen(0, 'localhost', resolve))
  })
  afterEach(async () => {
    way.recover()
    await Promise.all(browser.contexts().map(context => context.close()))
  })
  afterAll(async () => {
    site.close()
    await Promise.all([browser.close(), program.close(), way.close()])
  })

  /** The ticket of what `tunnelcam embed` prints, once the program has heard of it. */
  async function ticketFor(camera: string): Promise<string> {
    const args = ['embed', '--camera', camera, '--output', 'view', '--json']
    const made = await runProgram(args, { env: { TUNNELCAM_DATA: program.data } })
    const { path } = z.object({ path: z.string() }).parse(JSON.parse(made.output))
    const ticket = path.replace(`/cameras/${camera}?t=`, '')
    const still = `${program.address}/cameras/${camera}/still.jpg?t=${ticket}`
    await until('the program has heard of it', async () => (await fetch(still, { method: 'HEAD' })).status === 200)
    return ticket
  }

  /** README's lines, for both cameras, with the addresses of this program. */
  function lines(): string {
    const [front = '', back = ''] = tickets
    const first = SNIPPET.replaceAll('https://cam.example.com', `http://127.0.0.1:${way.port}`).replace(
      't=…',
      `t=${front}`,
    )
    const second = first
      .replace(/<script.*?<\/script>/, '')
      .replace('/front?', '/back?')
      .replace(front, back)
    return first + second
  }

  /** Opens a page that holds these lines; notes which WebSockets it opens and what its elements say. */
  async function open(body: string, before: (page: Page) => Promise<void> = async () => undefined) {
    html = `<!doctype html><meta charset="utf-8"><body style="margin:0">${body}`
    const page = await browser.newPage({ viewport: { width: 700, height: 500 } })
    const seen = { page, sockets: [] as string[], asked: [] as string[], errors: [] as string[] }
    page.on('websocket', socket => seen.sockets.push(new URL(socket.url()).pathname))
    page.on('request', request => seen.asked.push(new URL(request.url()).pathname))
    page.on('pageerror', error => seen.errors.push(String(error)))
    page.on('console', message => message.type() === 'error' && seen.errors.push(message.text()))
    await before(page)
    const address = site.address()
    if (address === null || typeof address !== 'object') throw new Error('the site has no port')
    await page.goto(`http://localhost:${address.port}/`)
    return seen
  }

  const view = (camera: string) => `tunnelcam-view[src*="/${camera}?"]`
  const isLive = (page: Page, camera: string) =>
    page.locator(`${view(camera)}[state="live"]`).waitFor({ timeout: 20_000 })
  const both = async (page: Page, moving: boolean) => {
    for (const camera of ['front', 'back']) {
      await isLive(page, camera)
      if (moving) await watchMoving(page, view(camera), { times: 2 })
    }
  }

  test('as README has it: two cameras move over one connection; a cut line is marked, and heals', {
    timeout: 90_000,
  }, async () => {
    const { page, sockets, asked, errors } = await open(lines())
    await both(page, true)
    expect([sockets, errors]).toEqual([['/live'], []])
    expect(asked.filter(path => path.endsWith('stream.mjpg'))).toEqual([])
    expect(await page.context().cookies()).toEqual([])
    const filter = () =>
      page.evaluate(
        `getComputedStyle(document.querySelector('${view('front')}').shadowRoot.querySelector('canvas')).filter`,
      )
    way.stall()
    const stalledAt = performance.now()
    await until('it is greyed', async () => String(await filter()).includes('grayscale(1)'))
    expect(performance.now() - stalledAt).toBeLessThan(9000) // three, on a machine that has nothing else to do
    const age = page.locator(`${view('front')} [part="age"]`)
    expect(await age.textContent()).toMatch(/^\d+ s old$/)
    expect(await page.locator(`${view('front')} [role="status"]`).textContent()).toMatch(/old.+\.$/)
    way.recover()
    way.drop()
    await both(page, true)
    expect(await filter()).toBe('none')
    expect(await age.textContent()).toBe('')
  })

  test('its script is small', () => {
    expect(gzipSync(readFileSync('dist/static/view.js')).length).toBeLessThan(15 * 1024)
  })

  test('is as large as CSS says, tells what it does, and rests when it is taken out', { timeout: 60_000 }, async () => {
    const heard =
      '<script>window.heard = []; addEventListener("tunnelcam-state", event => heard.push(event.detail))</script>'
    const { page } = await open(`${heard}${lines()}`)
    await both(page, false)
    const size = (style: string) =>
      page.locator(view('front')).evaluate((element, css) => {
        element.setAttribute('style', css)
        const { width, height } = element.getBoundingClientRect()
        return [Math.round(width), Math.round(height)]
      }, style)
    expect([await size(''), await size('width: 160px'), await size('width: 100px; height: 100px')]).toEqual([
      [320, 180],
      [160, 90],
      [100, 100],
    ])
    expect(await page.evaluate('heard.at(-1)')).toEqual({
      state: 'live',
      via: expect.stringMatching(/h264|jpeg/),
      reason: '',
    })
    await page.evaluate("kept = [...document.querySelectorAll('tunnelcam-view')]; for (const one of kept) one.remove()")
    await until('nobody watches', () => program.ffmpegs().length === 0, 20_000)
    await page.evaluate('document.body.append(...kept)')
    await both(page, true)
  })

  test('moves where no WebSocket gets through, and says what is wrong where nothing does', {
    timeout: 60_000,
  }, async () => {
    const { page, asked } = await open(lines(), page => page.routeWebSocket(/\/live/, socket => socket.close()))
    await both(page, true)
    expect(asked.some(path => path.endsWith('/cameras/front/stream.mjpg'))).toBe(true)
    await page.locator(view('back')).evaluate(element => element.setAttribute('src', 'nowhere'))
    const words = page.locator('tunnelcam-view[src="nowhere"] [part="reason"]')
    await until('it says so', async () => (await words.textContent())?.startsWith('src: expected the address') ?? false)
  })
})

/** A page as strict as they get: nothing from elsewhere but what docs/view.md says, and isolated. */
function headersOf({ port }: StallingProxy): Record<string, string> {
  const [http, ws] = [`http://127.0.0.1:${port}`, `ws://127.0.0.1:${port}`]
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `default-src 'none'; script-src 'unsafe-inline' ${http}; connect-src ${http} ${ws}; style-src-attr 'unsafe-inline'`,
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Opener-Policy': 'same-origin',
  }
}
