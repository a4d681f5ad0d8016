import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { launchBrowser } from '../support/browser.ts'
import { browserArgs, startEdge } from '../support/edge.ts'
import { fakeCloudflared } from '../support/fakeCloudflared.ts'
import { httpMjpegCamera, jpegs } from '../support/httpMjpegCamera.ts'
import { watchMoving } from '../support/picture.ts'
import { type Program, runProgram, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { rtspCamera } from '../support/rtspCamera.ts'
import { until } from '../support/until.ts'
import { GLASS, phone, shownBySome } from './phone.ts'

const endings: (() => unknown)[] = []
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunnelcam-examples-'))
  endings.push(() => rm(folder, { recursive: true }))
})
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

/** Starts the program with an example's configuration, in which these addresses stand for those of its cameras. */
async function started(example: string, addresses: Readonly<Record<string, string>>, env = {}): Promise<Program> {
  let text = await readFile(`examples/${example}/tunnelcam.yaml`, 'utf8')
  for (const [written, here] of Object.entries(addresses)) {
    expect(text).toContain(written)
    text = text.replace(written, here)
  }
  const file = join(folder, 'tunnelcam.yaml')
  await writeFile(file, text, { mode: 0o600 })
  const program = await startProgram(['--config', file, '--host', '127.0.0.1'], { access: true, env })
  endings.push(() => program.close())
  return program
}

/** What a command of the owner prints, as in another terminal. */
async function made(program: Program, ...args: readonly string[]): Promise<string> {
  const { output } = await runProgram([...args, '--json'], { env: { TUNNELCAM_DATA: program.data } })
  return z.object({ urls: z.tuple([z.string()], z.string()) }).parse(JSON.parse(output)).urls[0]
}

async function browserWith(args: readonly string[] = []): Promise<Browser> {
  const browser = await launchBrowser({ args })
  endings.push(() => browser.close())
  return browser
}

needs('browser', 'text fields')('examples/rtsp-to-phone', () => {
  test('shows the camera on a phone elsewhere, by the link that was shared', { timeout: 90_000 }, async () => {
    const camera = await rtspCamera({ login: 'user:s3cret' })
    endings.push(() => camera.close())
    const fake = await fakeCloudflared()
    endings.push(() => fake.close())
    const address = { 'rtsp://user:password@192.168.1.20/stream1': camera.urlWithLogin }
    const program = await started('rtsp-to-phone', address, { ...fake.env, CLOUDFLARED_BIN: fake.path })
    await until('the tunnel is open', () => program.output().includes('words-like-this.trycloudflare.com'))
    const edge = await startEdge({ origin: program.address, delayMs: 40 })
    endings.push(() => edge.close())

    const link = await made(program, 'share', '--name', 'Grandma', '--camera', 'yard', '--for', '30d')
    expect(link).toMatch(/^https:\/\/words-like-this\.trycloudflare\.com\/cameras\/yard#k=/)
    const page = await phone(await browserWith(browserArgs(edge)))
    await page.goto(link)
    await shownBySome(page)
    expect((await watchMoving(page, GLASS)).changes.length).toBe(3)
    expect(program.output()).not.toContain('s3cret')

    await runProgram(['revoke', 'Grandma'], { env: { TUNNELCAM_DATA: program.data } })
    await page.locator('html[data-ended="revoked"]').waitFor({ state: 'attached', timeout: 10_000 })
  })
})

needs('browser', 'text fields')('examples/wall', () => {
  test('shows all phones, and says of one that is gone that it is not live', { timeout: 120_000 }, async () => {
    const phones = await Promise.all([1, 2].map(() => httpMjpegCamera({ framing: 'IP Webcam' })))
    const [hall, kitchen] = phones
    if (!hall || !kitchen) throw new Error('two were started')
    for (const one of phones) endings.push(() => one.close())
    const program = await started('wall', {
      'http://192.168.1.31:8080/video': hall.url,
      'http://192.168.1.32:8080/video': kitchen.url,
    })
    endings.push(publishing(await made(program, 'share', '--publish', '--camera', 'shed')))
    const addresses = await Promise.all(
      ['hall', 'kitchen', 'shed'].map(camera => made(program, 'embed', '--camera', camera, '--output', 'still')),
    )
    const page = await (await browserWith()).newPage({ viewport: { width: 1300, height: 500 } })
    await page.goto(`${pathToFileURL(resolve('examples/wall/wall.html'))}#${addresses.join(',')}`)
    await until('all are live', async () => (await says(page)).join() === 'hall,kitchen,shed', 40_000)
    for (const index of [1, 2, 3])
      expect((await watchMoving(page, `figure:nth-child(${index})`, { times: 2 })).changes.length).toBe(2)

    await hall.kill()
    await until('it says so', async () => (await says(page)).join() === 'hall: not live,kitchen,shed', 40_000)
    await watchMoving(page, 'figure:nth-child(2)', { times: 1 })
    await hall.restart()
    await until('it is back', async () => (await says(page)).join() === 'hall,kitchen,shed', 40_000)
  })
})

/** The words under each picture that is there. */
async function says(page: Page): Promise<string[]> {
  const figures = await page.locator('figure').all()
  return Promise.all(
    figures.map(async figure => {
      const lost = (await figure.getAttribute('class')) === 'lost'
      const shows = await figure.locator('img[src]').count()
      return `${await figure.innerText()}${lost ? ': not live' : ''}${shows ? '' : ' (no picture)'}`
    }),
  )
}

/** Sends pictures as a phone does, ten a second; the returned function ends that. */
function publishing(address: string): () => Promise<void> {
  const pictures = jpegs()
  const over = new AbortController()
  const sending = (async () => {
    for (let count = 0; !over.signal.aborted; count++) {
      const body = pictures[count % pictures.length] ?? null
      await fetch(address, { method: 'POST', headers: { 'Content-Type': 'image/jpeg' }, body }).catch(() => undefined)
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  })()
  return () => {
    over.abort()
    return sending
  }
}
