import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { colorsFor } from '../../src/cli/printed/colors.ts'
import { qrCode } from '../../src/cli/printed/qrCode.ts'
import { launchBrowser } from '../support/browser.ts'
import { ownerCode } from '../support/codes.ts'
import { browserArgs, type Edge, startEdge } from '../support/edge.ts'
import { type FakeCloudflared, fakeCloudflared } from '../support/fakeCloudflared.ts'
import { watchMoving } from '../support/picture.ts'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { until } from '../support/until.ts'
import { visitor } from '../support/visitor.ts'
import { claimedStates, GLASS, phone, shownBySome } from './phone.ts'

needs('browser', 'text fields')('from anywhere', () => {
  let folder: string
  let fake: FakeCloudflared
  let program: Program
  /** As it is printed. */
  let link: string
  let code: string
  let edge: Edge
  let browser: Browser

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tunnelcam-anywhere-'))
    fake = await fakeCloudflared()
    const home = { HOME: folder, XDG_CONFIG_HOME: folder, NO_COLOR: '1' }
    program = await startProgram(['test:', '--id', 'front', '--size', '640x360', '--tunnel'], {
      cwd: folder,
      env: { ...fake.env, ...home, CLOUDFLARED_BIN: fake.path },
      access: true,
      log: 'pretty',
    })
    await until('the link is printed', () => /From anywhere {2}\S+\n/.test(program.output()))
    link = /From anywhere {2}(\S+)\n/.exec(program.output())?.[1] ?? ''
    code = link.slice(link.indexOf('=') + 1)
  })
  afterEach(async () => {
    await browser.close()
    await edge.close()
  })
  afterAll(async () => {
    await program.close()
    await fake.close()
    await rm(folder, { recursive: true })
  })

  /** What stands between the phones and the program, and the browser of those phones. */
  async function surround(options: { buffersGet?: boolean } = {}) {
    edge = await startEdge({ origin: program.address, delayMs: 80, ...options })
    browser = await launchBrowser({ args: browserArgs(edge) })
  }

  describe('through a tunnel that takes 80 ms', () => {
    test('who scans the printed code taps on the camera and sees it move', { timeout: 60_000 }, async () => {
      await surround()
      expect(link).toMatch(/^https:\/\/words-like-this\.trycloudflare\.com\/#k=[0-9a-z]{26}$/)
      for (const row of qrCode(link, colorsFor({ isTTY: false }))) expect(program.output()).toContain(row)

      const page = await phone(browser)
      await page.goto(link)
      await page.locator('[data-part="cameras"] a').tap()
      expect(await shownBySome(page)).toBe('webcodecs')
      expect((await watchMoving(page, GLASS)).changes.length).toBe(3)
      expect(page.url()).toBe('https://words-like-this.trycloudflare.com/cameras/front')
      expect(JSON.stringify(edge.requests)).not.toContain(code) // in no address, Referer or other header
      expect(await page.context().cookies()).toMatchObject([
        { name: '__Host-tunnelcam', httpOnly: true, secure: true, sameSite: 'Lax', path: '/' },
      ])
    })

    test('who comes without it is asked for the code, and may type it as people do', { timeout: 60_000 }, async () => {
      await surround()
      const page = await phone(browser)
      await page.goto(edge.url)
      await page.locator('html[data-kind="nobody"]').waitFor()
      expect(await page.locator('h1').innerText()).toBe('This camera is private')
      const enter = async (text: string) => {
        await page.locator('[data-part="code"]').fill(text)
        await page.locator('[data-part="enter"]').tap()
      }
      await enter('open sesame')
      await page.locator('html[data-trouble="wrong"]').waitFor()
      expect(await page.locator('[data-part="trouble"]').innerText()).toBe(
        'This code is not right: it has 10 letters and digits, a whole one has 26.',
      )
      await enter(`${code.toUpperCase().replace(/.{4}/g, '$& ')} `)
      await page.locator('[data-part="cameras"] a').tap()
      await shownBySome(page)
      expect((await watchMoving(page, GLASS)).changes.length).toBe(3)
    })

    test('the owner sees where viewers come from by Cloudflare’s word, not by their own', {
      timeout: 30_000,
    }, async () => {
      await surround()
      const somebody = visitor(edge)
      const leaving = new AbortController()
      const forged = { 'CF-Connecting-IP': '10.9.8.7', 'X-Forwarded-For': '10.9.8.7', Forwarded: 'for=10.9.8.7' }
      const answer = await somebody.fetch(`${edge.url}/cameras/front/stream.mjpg`, {
        headers: { Authorization: `Bearer ${code}`, ...forged },
        signal: leaving.signal,
      })
      expect(answer.status).toBe(200)
      const headers = { Authorization: `Bearer ${await ownerCode(program)}` }
      const links = await (await fetch(`${program.address}/api/links`, { headers })).json()
      const stream = expect.objectContaining({ link: 'viewer', output: 'mjpeg', address: '203.0.113.9' })
      expect(links).toMatchObject({ watching: expect.arrayContaining([stream]) })
      expect(JSON.stringify(links)).not.toContain('10.9.8.7')
      leaving.abort()
      somebody.leave()
    })
  })

  describe('through a tunnel that holds each answer until it is whole', () => {
    test('the picture moves all the same', { timeout: 60_000 }, async () => {
      await surround({ buffersGet: true })
      const page = await phone(browser)
      await page.goto(link)
      await page.locator('[data-part="cameras"] a').tap()
      expect(await shownBySome(page)).toBe('webcodecs')
      expect((await watchMoving(page, GLASS)).changes.length).toBe(3)
    })

    test('MJPEG, which can’t get through, is tried again and never called live', { timeout: 60_000 }, async () => {
      await surround({ buffersGet: true })
      const page = await phone(browser)
      await page.goto(`${edge.url}/cameras/front?via=mjpeg${link.slice(link.indexOf('#'))}`)
      const tries = () => edge.requests.filter(({ path }) => path.endsWith('/stream.mjpg')).length
      await until('it is tried again', () => tries() > 1, 20_000)
      expect(await claimedStates(page)).not.toContain('live')
      expect(await page.locator('[data-part="veil-title"]').innerText()).toMatch(/^Picture from \d+ s ago$/)
    })
  })
})
