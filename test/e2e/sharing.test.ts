import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { ownerCode } from '../support/codes.ts'
import { watchMoving } from '../support/picture.ts'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { GLASS, phone, shownBySome } from './phone.ts'

const config = `cameras:
  - { id: front, name: Front door, source: "test:" }
  - { id: garden, name: Garden, source: "test:" }
  - { id: phone, name: Old phone, source: "publish:" }
`

needs('browser', 'text fields')('the owner', () => {
  let folder: string
  let browser: Browser
  let program: Program

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tunnelcam-sharing-'))
    await writeFile(join(folder, 'tunnelcam.yaml'), config)
    ;[browser, program] = await Promise.all([launchBrowser(), startProgram([], { cwd: folder, access: true })])
  })
  afterEach(() => Promise.all(browser.contexts().map(context => context.close())))
  afterAll(async () => {
    await Promise.all([browser.close(), program.close()])
    await rm(folder, { recursive: true })
  })

  /** A phone on which the owner's link to this page was opened. */
  async function ownersPhone(path: string): Promise<Page> {
    const page = await phone(browser)
    await page.goto(`${program.address}${path}#k=${await ownerCode(program)}`)
    return page
  }

  test('shares one camera, sees who watches, and revokes it', { timeout: 60_000 }, async () => {
    const owner = await ownersPhone('/access')
    await owner.locator('html[data-ready]').waitFor()
    expect(owner.url()).toBe(`${program.address}/access`)
    await owner.locator('[data-part="share-name"]').fill('Grandma')
    await owner.locator('input[data-camera="front"]').check()
    await owner.locator('[data-part="share-make"]').tap()
    await owner.locator('[data-part="share-result"] svg').waitFor() // its QR code
    const link = await owner.locator('[data-part="share-link"]').inputValue()

    const grandma = await phone(browser)
    await grandma.goto(link)
    await shownBySome(grandma)
    await watchMoving(grandma, GLASS, { times: 1 })
    const watching = owner.locator('[data-part="watching"]')
    await watching.getByText('Grandma').first().waitFor({ timeout: 10_000 })
    expect(await watching.getByText(/^Front door, (HLS|live) · 127\.0\.0\.1$/).count()).toBe(1)

    const elsewhere = await grandma.context().newPage()
    await elsewhere.goto(program.address)
    await elsewhere.locator('[data-part="cameras"] a').waitFor()
    expect(await elsewhere.locator('[data-part="cameras"] [data-part="name"]').allInnerTexts()).toEqual(['Front door'])
    for (const path of ['/access', '/cameras/garden']) {
      expect((await elsewhere.goto(`${program.address}${path}`))?.status()).toBe(403)
      await elsewhere.locator('html[data-kind="signed-in"]').waitFor()
      expect(await elsewhere.locator('[data-part="lead"]').innerText()).toBe(
        'You are signed in with the link “Grandma”, which does not show this.',
      )
    }

    const row = owner.locator('[data-link][data-state="valid"]', { hasText: 'Grandma' })
    await row.locator('[data-part="revoke"]').tap()
    await row.locator('[data-part="sure"]').tap()
    await grandma.locator('html[data-ended="revoked"]').waitFor({ timeout: 5000 })
    expect(await grandma.locator('[data-part="veil-title"]').innerText()).toBe('This link was revoked.')
    await owner.locator('[data-link][data-state="revoked"]').waitFor({ state: 'attached', timeout: 5000 })
  })

  test('makes a link that makes a phone a camera', { timeout: 60_000 }, async () => {
    const owner = await ownersPhone('/access')
    await owner.locator('html[data-ready]').waitFor()
    await owner.locator('[data-part="share-name"]').fill('Kitchen shelf')
    await owner.locator('[data-part="share-publisher"]').check()
    expect(await owner.locator('[data-part="share-cameras"] .choice:visible').allInnerTexts()).toEqual(['Old phone'])
    await owner.locator('[data-part="share-make"]').tap()
    await owner.locator('[data-part="share-result"] svg').waitFor()
    expect(await owner.locator('[data-part="share-note"]').innerText()).toMatch(/makes that phone the camera/)

    const old = await phone(browser)
    await old.goto(await owner.locator('[data-part="share-link"]').inputValue())
    await old.locator('[data-part="go"]:enabled').waitFor()
    expect(new URL(old.url()).pathname).toBe('/publish')
    expect(await old.locator('[data-part="name"]').innerText()).toBe('Old phone')
    expect((await old.goto(`${program.address}/cameras/phone`))?.status()).toBe(403)
    await old.locator('[data-part="home"]').getByText('To your camera').waitFor()
  })

  test('copies an <img> that moves in a page of another origin', { timeout: 60_000 }, async () => {
    const owner = await ownersPhone('/cameras/front')
    await owner.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: program.address })
    await owner.locator('[data-part="elsewhere"] summary').tap()
    await owner.locator('[data-part="program"]').selectOption('Plain HTML page')
    await owner.locator('[data-part="make"]').tap()
    await owner.getByRole('button', { name: 'Copy: HTML', exact: true }).tap()
    await owner.locator('[data-part="toast"][data-shown]').waitFor()
    const snippet = String(await owner.evaluate('navigator.clipboard.readText()'))
    expect(snippet).toMatch(
      /^<img src="http:\/\/127\.0\.0\.1:\d+\/cameras\/front\/stream\.mjpg\?t=[^"]+" alt="Front door">$/,
    )

    const page = await phone(browser)
    await page.goto(await somebodysPage(snippet), { waitUntil: 'commit' })
    expect((await watchMoving(page, 'img')).changes.length).toBe(3)
  })
})

/** Puts a page of somebody else's on a server of his, until the test is over; answers with its address. */
async function somebodysPage(html: string): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html').end(`<style>img { width: 100% }</style>${html}`)
  })
  onTestFinished(() => void server.close())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server's address is one
  return `http://localhost:${port}/`
}
