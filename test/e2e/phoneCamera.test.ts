import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { ownerCode, viewerCode } from '../support/codes.ts'
import { mobileNetwork } from '../support/mobileNetwork.ts'
import { watchMoving } from '../support/picture.ts'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { until } from '../support/until.ts'
import { GLASS, phone, shownBySome } from './phone.ts'
import type { SeenCamera } from './watching.ts'

/** One or two for each test: what one left behind must not help the next. */
const ids = Array.from({ length: 24 }, (_, index) => `p${index}`)
const config = (cameras: readonly string[]) =>
  `cameras:\n${cameras.map(id => `  - { id: ${id}, name: Camera ${id}, source: "publish:" }\n`).join('')}`

/** Two pretend cameras and a microphone, which nobody has to be asked for. */
const FILMS = ['--use-fake-device-for-media-stream=device-count=2', '--use-fake-ui-for-media-stream']

/** What the page's preview shows. */
const TRACK = "document.querySelector('video').srcObject?.getVideoTracks()[0]"

needs('browser', 'text fields')('a phone as a camera', () => {
  let folder: string
  let browser: Browser
  let program: Program
  let owner: { Authorization: string }
  let id: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tunnelcam-phone-'))
    await writeFile(join(folder, 'tunnelcam.yaml'), config(ids))
    ;[browser, program] = await Promise.all([
      launchBrowser({ args: FILMS }),
      startProgram([], { cwd: folder, access: true }),
    ])
    owner = { Authorization: `Bearer ${await ownerCode(program)}` }
  })
  beforeEach(() => {
    id = ids.shift() ?? ''
  })
  afterEach(() => Promise.all(browser.contexts().map(context => context.close())))
  afterAll(async () => {
    await Promise.all([browser.close(), program.close()])
    await rm(folder, { recursive: true })
  })

  /** The link of somebody who may send the pictures of a camera, as the owner's page makes it. */
  async function publisherLink(camera: string): Promise<{ id: string; url: URL }> {
    const response = await fetch(`${program.address}/api/links`, {
      method: 'POST',
      headers: { ...owner, 'Content-Type': 'application/json' },
      body: JSON.stringify({ kind: 'share', name: 'Old phone', cameras: [camera], role: 'publisher', seconds: 3600 }),
    })
    const made = (await response.json()) as { link: { id: string }; url: string } // compared whole in test/app/access
    return { id: made.link.id, url: new URL(made.url) }
  }

  /** A phone on which such a link was opened, over some network. */
  async function opened(camera: string, { via = '', address = program.address, by = browser } = {}): Promise<Page> {
    const { url } = await publisherLink(camera)
    if (via) url.searchParams.set('via', via)
    const page = await phone(by)
    await page.goto(`${address}${url.pathname}${url.search}${url.hash}`)
    await page.locator('html[data-ready]').waitFor({ state: 'attached' })
    return page
  }

  const says = (page: Page, state: string, timeout = 20_000) =>
    page.locator(`html[data-state="${state}"]`).waitFor({ state: 'attached', timeout })
  const start = (page: Page) => page.locator('[data-part="go"]:enabled').tap()
  const status = (page: Page) => page.locator('[data-part="status"]').innerText()
  const title = (page: Page) => page.locator('[data-part="veil-title"]').innerText()

  /** A phone that films. */
  async function filming(camera: string, options = {}): Promise<Page> {
    const page = await opened(camera, options)
    await start(page)
    await says(page, 'live')
    return page
  }

  const get = (path: string) => fetch(`${program.address}/cameras/${id}/${path}`, { headers: owner })
  /** As somebody who watches sees the camera, when that holds. */
  async function seen(what: string, holds: (camera: SeenCamera) => boolean): Promise<void> {
    await until(
      what,
      async () => {
        await get('hls/index.m3u8')
        const answer = await fetch(`${program.address}/api/cameras/${id}`, { headers: owner })
        return holds(((await answer.json()) as { camera: SeenCamera }).camera) // compared whole in test/app/api.test.ts
      },
      30_000,
    )
  }

  test('two phones publish at once and play in a third', { timeout: 90_000 }, async () => {
    const other = ids.shift() ?? ''
    const phones = await Promise.all(
      [id, other].map(async camera => {
        const page = await opened(camera)
        // Four pages on a small machine.
        await page.locator('[data-part="height"]').selectOption('480')
        await page.locator('[data-part="rate"]').selectOption('10')
        await start(page)
        await says(page, 'live')
        return page
      }),
    )
    const third = await browser.newContext({ viewport: { width: 390, height: 844 } })
    const code = await viewerCode(program)
    const players = await Promise.all(
      [id, other].map(async camera => {
        const page = await third.newPage()
        await page.goto(`${program.address}/cameras/${camera}#k=${code}`)
        return page
      }),
    )
    for (const page of players) {
      await page.bringToFront()
      await shownBySome(page)
      expect((await watchMoving(page, GLASS, { withinMs: 25_000 })).changes.length).toBe(3)
    }
    for (const page of phones) {
      expect(await page.locator('html').getAttribute('data-state')).toBe('live')
      await until('it is told who watches', async () => /^1 is watching/.test(await status(page)), 10_000)
    }
    const sent = await Promise.all(phones.map(status))
    if (!sent.every(text => text.includes('H.264'))) return // a browser that has no encoder for it
    const runs = program.log().filter(({ msg, camera }) => msg === 'FFmpeg started' && camera === id)
    expect(runs.map(({ passthrough }) => passthrough)).toEqual(runs.map(() => true))
  })

  test.each([['codecs'], ['recorder']])(
    'with the microphone on there is sound, sent by %s',
    { timeout: 60_000 },
    async via => {
      const page = await opened(id, { via })
      await page.locator('[data-part="microphone"]').tap()
      await page.locator('[data-part="microphone"][aria-pressed="true"]').waitFor()
      await start(page)
      await says(page, 'live')
      await seen('it has sound', ({ state, video }) => state.kind === 'live' && video?.audio === true)
      if (via === 'recorder') return // whose clusters begin anywhere: it may take a second try
      const runs = program.log().filter(({ msg, camera }) => msg === 'FFmpeg started' && camera === id)
      expect(runs.length).toBe(1)
    },
  )

  test.each([
    ['recorder', /H\.264|VP8|WebM|MP4/],
    ['pictures', /JPEG/],
  ])('a browser that can only send by %s does', { timeout: 60_000 }, async (via, expected) => {
    const page = await filming(id, { via })
    await seen('it is live', ({ state, video }) => state.kind === 'live' && video !== null)
    expect(await status(page)).toMatch(expected)
  })

  test('a network that is lost and comes back: it goes on by itself', { timeout: 90_000 }, async () => {
    const network = await mobileNetwork(program.address)
    const page = await filming(id, { address: network.address })
    await seen('it is live', ({ state }) => state.kind === 'live')
    network.lose()
    await says(page, 'lost')
    expect(await status(page)).toMatch(/Trying again…/)
    network.back()
    await says(page, 'live')
    await seen('it is live again', ({ state }) => state.kind === 'live')
  })

  test('a network that is too slow gets a thriftier picture, not a late one', { timeout: 90_000 }, async () => {
    const network = await mobileNetwork(program.address)
    const page = await filming(id, { address: network.address })
    network.slow(20_000)
    // 160 kbit/s; what the pretend camera shows takes about 500.
    await until('it is thrifty', async () => /· 1\d0\skbit\/s ·/.test(await status(page)), 40_000)
  })

  test('another phone takes over: the first is told, and does not fight back', { timeout: 90_000 }, async () => {
    const first = await filming(id)
    const second = await filming(id)
    await first.locator('html[data-state="lost"]').waitFor({ state: 'attached' })
    expect(await title(first)).toBe('Another device has taken over.')
    expect(await first.locator('[data-part="go-text"]').innerText()).toBe('Start')
    await seen('the second is shown', ({ state }) => state.kind === 'live')
    expect(await second.locator('html').getAttribute('data-state')).toBe('live')
    await start(first)
    await says(first, 'live')
    await says(second, 'lost')
  })

  test('a phone whose network comes back after another took over does not take it back', {
    timeout: 90_000,
  }, async () => {
    const network = await mobileNetwork(program.address)
    const first = await filming(id, { address: network.address })
    network.lose()
    await says(first, 'lost')
    const second = await filming(id)
    network.back()
    await until('it is told', async () => (await title(first)) === 'Another device has taken over.', 20_000)
    expect(await second.locator('html').getAttribute('data-state')).toBe('live')
  })

  test('a link that is revoked ends it, and says so', { timeout: 60_000 }, async () => {
    const { id: link, url } = await publisherLink(id)
    const page = await phone(browser)
    await page.goto(url.href)
    await start(page)
    await says(page, 'live')
    await fetch(`${program.address}/api/links/${link}`, { method: 'DELETE', headers: owner })
    await page.locator('html[data-ended="revoked"]').waitFor({ state: 'attached', timeout: 10_000 })
    expect(await page.locator('[data-part="ended-title"]').innerText()).toBe('This link was revoked.')
  })

  test('it is flipped while it is sent', { timeout: 90_000 }, async () => {
    const page = await filming(id)
    const camera = () => page.evaluate<string | undefined>(`${TRACK}?.label`)
    const first = await camera()
    await page.locator('[data-part="flip"]').tap()
    await until('the other camera films', async () => ![undefined, first].includes(await camera()))
    await says(page, 'live')
    await seen('it is live', ({ state }) => state.kind === 'live')
    expect(await camera()).not.toBe(first)
  })

  test('it is made smaller while it is sent, and its viewers stay', { timeout: 60_000 }, async () => {
    const page = await filming(id)
    await seen('it is large', ({ video }) => video?.width === 1280)
    await page.locator('[data-part="height"]').selectOption('480')
    await seen('it is small', ({ state, video }) => state.kind === 'live' && video?.width === 854)
    await says(page, 'live')
  })

  test('a camera whose track ends is opened again', { timeout: 60_000 }, async () => {
    const page = await filming(id)
    // As a phone does that takes the camera away.
    await page.evaluate(`(track => { track.stop(); track.dispatchEvent(new Event('ended')) })(${TRACK})`)
    await until('it films again', async () => (await page.evaluate(`${TRACK}?.readyState`)) === 'live')
    await says(page, 'live')
    await seen('it is live', ({ state }) => state.kind === 'live')
  })

  test('stopped, it lets go of the camera and says nothing more', { timeout: 60_000 }, async () => {
    const page = await filming(id)
    await seen('it is live', ({ state }) => state.kind === 'live')
    await page.locator('[data-part="go"]').tap()
    await says(page, 'idle')
    expect(await page.evaluate(`${TRACK} === undefined`)).toBe(true)
    expect(await title(page)).toBe('Stopped')
    await seen('its viewers are told', ({ state }) => state.kind === 'lost')
  })

  test('who may not use the camera, and a page without https, are told what to do', { timeout: 60_000 }, async () => {
    const strict = await launchBrowser({
      args: [
        ...['--use-fake-device-for-media-stream', '--deny-permission-prompts'],
        '--host-resolver-rules=MAP phone.test 127.0.0.1',
      ],
    })
    try {
      const page = await opened(id, { by: strict })
      await start(page)
      await says(page, 'lost')
      expect(await title(page)).toBe('The browser may not use the camera.')
      const plain = await opened(id, { by: strict, address: program.address.replace('127.0.0.1', 'phone.test') })
      await says(plain, 'lost')
      expect(await title(plain)).toBe('This page needs https.')
      expect(await plain.locator('[data-part="go"]').isDisabled()).toBe(true)
    } finally {
      await strict.close()
    }
  })

  test('is not for who may watch; who may publish is led there from elsewhere', { timeout: 60_000 }, async () => {
    const viewer = await phone(browser)
    expect((await viewer.goto(`${program.address}/publish#k=${await viewerCode(program)}`))?.status()).toBe(401)
    await viewer.locator('html[data-kind="signed-in"]').waitFor()
    const publisher = await opened(id)
    await publisher.locator('[data-part="go"]:enabled').waitFor()
    await publisher.goto(program.address)
    await publisher.waitForURL('**/publish')
    await publisher.locator('[data-part="go"]:enabled').waitFor()
    expect(await publisher.locator('[data-part="name"]').innerText()).toBe(`Camera ${id}`)
  })
})
