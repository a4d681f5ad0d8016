import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { launchBrowser } from '../support/browser.ts'
import { ownerCode } from '../support/codes.ts'
import { watchMoving } from '../support/picture.ts'
import { type Program, runProgram, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { until } from '../support/until.ts'
import { claimedStates, GLASS, phone, shownBySome } from './phone.ts'
import { byHls, byImage, byLive, byMjpeg, byMp4, byPage, type Viewer, watching } from './viewers.ts'

/** Who watches with a link that ends has to be cut off within this, in ms. */
const AT_MOST_MS = 5000
/** Longer than this without a picture, and a page would say that it is not live. */
const NO_GAP_MS = 3000

needs('browser', 'text fields')('when a link ends', () => {
  let browser: Browser
  let program: Program
  let camera: string
  let leaving: AbortController

  beforeAll(async () => {
    ;[browser, program] = await Promise.all([
      launchBrowser(),
      startProgram(['test:', '--id', 'front', '--size', '640x360'], { access: true }),
    ])
    camera = `${program.address}/cameras/front`
  })
  beforeEach(() => {
    leaving = new AbortController()
  })
  afterEach(async () => {
    leaving.abort()
    await Promise.all(browser.contexts().map(context => context.close()))
  })
  afterAll(async () => {
    await Promise.all([browser.close(), program.close()])
  })

  test('all who watch with it stop, and nobody else does', { timeout: 60_000 }, async () => {
    const [link, other, embed] = await Promise.all([
      made('share', '--for', '1h', '--name', 'Grandma'),
      made('share', '--for', '1h', '--name', 'Neighbour'),
      made('embed', '--output', 'mjpeg'),
    ])
    const [theirs, others] = await Promise.all([watchAll(link.url), watchAll(other.url)])
    const image = await watchImage(embed.url)
    const viewers = { ...theirs.viewers, image }
    await allSee({ ...viewers, ...others.viewers })

    await tunnelcam(revokedSchema, 'revoke', 'Grandma')
    const revokedAt = performance.now()
    await tunnelcam(revokedSchema, 'revoke', embed.id)
    const embedRevokedAt = performance.now()
    const ends = await allOver(viewers, key => (key === 'image' ? embedRevokedAt : revokedAt))
    expect(ends).toMatchObject({
      ...{ mjpeg: { how: 'answered 200, which ended' }, mp4: { how: 'answered 200, which ended' } },
      ...{ hls: { how: 'Error: 401 revoked' } },
      ...{ live: { how: '1008 access ended' }, page: { how: 'revoked' }, list: { how: 'revoked' } },
    })
    expect(await saysSo(theirs.page)).toBe('This link was revoked.')
    expect(await theirs.list.locator('[data-part="cameras"] a').count()).toBe(0)
    expect(await leadAfterReload(theirs.list)).toBe('This link was revoked. Ask for a new link, or enter another code.')
    expect((await fetch(embed.url)).status).toBe(401)

    const goOn = Object.values(others.viewers)
    const soFar = others.viewers.mjpeg.seen()
    await until('the others see more', () => others.viewers.mjpeg.seen() > soFar + 20)
    expect(goOn.map(viewer => viewer.over())).toEqual(goOn.map(() => undefined))
    expect(others.viewers.mjpeg.longestGapMs()).toBeLessThan(NO_GAP_MS)
    const states = await claimedStates(others.page)
    expect(states.slice(states.indexOf('live'))).toEqual(['live'])
    await others.page.bringToFront() // from behind their list, where pictures of it take seconds
    await watchMoving(others.page, GLASS, { times: 1 })
  })

  test('by its own time, all who watch with it stop then', { timeout: 60_000 }, async () => {
    const seconds = 10
    const embed = await make({ kind: 'embed', name: 'Dashboard', camera: 'front', output: 'mjpeg', seconds })
    const link = await make({ kind: 'share', name: 'Plumber', cameras: ['front'], seconds })
    const endsAt = performance.now() + seconds * 1000
    const [theirs, image] = await Promise.all([watchAll(link.url), watchImage(embed.url)])
    const viewers = { ...theirs.viewers, image }
    await allSee(viewers)
    expect(performance.now()).toBeLessThan(endsAt)

    const ends = await allOver(viewers, () => endsAt)
    expect(ends).toMatchObject({
      ...{ mjpeg: { how: 'answered 200, which ended' }, mp4: { how: 'answered 200, which ended' } },
      // A request that was being answered is told that its access has ended; one that comes after that, why.
      hls: { how: expect.stringMatching(/^Error: 401 (expired|revoked)$/) },
      ...{ live: { how: '1008 access ended' }, page: { how: 'expired' }, list: { how: 'expired' } },
    })
    expect(await saysSo(theirs.page)).toBe('This link has expired.')
    expect(await leadAfterReload(theirs.list)).toBe('This link has expired. Ask for a new link, or enter another code.')
  })

  /** Makes a link to the camera by a command. */
  async function made(...args: readonly string[]): Promise<{ id: string; url: string }> {
    const { id, urls } = await tunnelcam(madeSchema, ...args, '--camera', 'front')
    return { id, url: urls[0] ?? '' }
  }

  /** Runs a command beside the program, as its owner does in another terminal. */
  async function tunnelcam<T>(schema: z.ZodType<T>, ...args: readonly string[]): Promise<T> {
    const { output } = await runProgram([...args, '--json'], { env: { TUNNELCAM_DATA: program.data } })
    return schema.parse(JSON.parse(output))
  }

  /** Makes a link as the owner's page does. */
  async function make(wish: object): Promise<{ url: string }> {
    const headers = { Authorization: `Bearer ${await ownerCode(program)}`, 'Content-Type': 'application/json' }
    const answer = await fetch(`${program.address}/api/links`, { method: 'POST', headers, body: JSON.stringify(wish) })
    return z.object({ url: z.string() }).parse(await answer.json())
  }

  /** Watches with a link by all that there is: the camera's page and the list in a browser, and three programs. */
  async function watchAll(url: string) {
    const code = url.slice(url.indexOf('#k=') + 3)
    const page = await phone(browser)
    await page.goto(url)
    const [query] = await Promise.all([ticket(code), shownBySome(page)])
    const list = await page.context().newPage() // by now the browser has its cookie
    await list.goto(program.address)
    await list.locator('[data-part="cameras"] a').waitFor()
    const { signal } = leaving
    const viewers = {
      mjpeg: watching(byMjpeg(camera, code), signal),
      mp4: watching(byMp4(camera, code), signal),
      hls: watching(byHls(camera, query), signal),
      live: watching(byLive(camera, code), signal),
      page: watching(byPage(page), signal),
      list: watching(byPage(list), signal),
    }
    return { page, list, viewers }
  }

  async function ticket(code: string): Promise<string> {
    const headers = { Authorization: `Bearer ${code}`, 'Content-Type': 'application/json' }
    const answer = await fetch(`${program.address}/api/cameras/front/ticket`, { method: 'POST', headers, body: '{}' })
    return z.object({ query: z.string() }).parse(await answer.json()).query
  }

  /** Somebody's own page, of another origin, that shows nothing but the picture. */
  async function watchImage(url: string): Promise<Viewer> {
    const page = await browser.newPage({ viewport: { width: 320, height: 240 } })
    await page.setContent(`<img src="${url}" alt="" style="width: 100%">`, { waitUntil: 'commit' })
    await watchMoving(page, 'img', { times: 1 })
    return watching(byImage(page), leaving.signal)
  }
})

const revokedSchema = z.object({ revoked: z.literal(true) })
const madeSchema = z.object({ id: z.string(), urls: z.array(z.string()).min(1) })

/** Waits until each program has seen some, and makes sure that nobody's watching is over yet. */
async function allSee(viewers: Readonly<Record<string, Viewer>>): Promise<void> {
  const programs = [viewers.mjpeg, viewers.mp4, viewers.hls, viewers.live].filter(viewer => viewer !== undefined)
  await until('all programs see', () => programs.every(viewer => viewer.over() || viewer.seen() > 3))
  const over = Object.entries(viewers).flatMap(([key, viewer]) => (viewer.over() ? [[key, viewer.over()]] : []))
  expect(over).toEqual([])
}

/** When, in ms after it had to, and how each ended. Throws with what is known unless all did in time. */
async function allOver(
  viewers: Readonly<Record<string, Viewer>>,
  endAt: (key: string) => number,
): Promise<Record<string, { ms: number; how: string }>> {
  const ends = () =>
    Object.fromEntries(
      Object.entries(viewers).flatMap(([key, viewer]) => {
        const over = viewer.over()
        return over ? [[key, { ms: Math.round(over.at - endAt(key)), how: over.how }]] : []
      }),
    )
  const missing = () => Object.values(viewers).some(viewer => !viewer.over())
  const patient = Math.max(...Object.keys(viewers).map(endAt)) - performance.now() + AT_MOST_MS
  await until('all are cut off', () => !missing(), patient).catch(() => undefined)
  const late = Object.keys(viewers).filter(key => (ends()[key]?.ms ?? Number.POSITIVE_INFINITY) >= AT_MOST_MS)
  expect(late, `ms until each ended: ${JSON.stringify(ends())}`).toEqual([])
  return ends()
}

/** What is written over the picture, which must not be taken for live. */
async function saysSo(page: Page): Promise<string> {
  expect(await page.locator('html').getAttribute('data-state')).toBe('lost')
  expect(await page.locator('[data-part="badge"]').innerText()).toBe('Not live')
  await page.locator('[data-part="veil"]').waitFor()
  expect(await page.locator('[data-part="stage"] :is(canvas, video):visible').count()).toBe(0)
  return page.locator('[data-part="veil-title"]').innerText()
}

/** What the page for a code says to who had access until now. */
async function leadAfterReload(page: Page): Promise<string> {
  await page.reload()
  await page.locator('html[data-kind="nobody"]').waitFor()
  return page.locator('[data-part="lead"]').innerText()
}
