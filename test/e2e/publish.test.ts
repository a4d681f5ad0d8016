import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { launchBrowser } from '../support/browser.ts'
import { ownerCode, viewerCode } from '../support/codes.ts'
import { pythonWithOpencv } from '../support/opencv.ts'
import { watchMoving } from '../support/picture.ts'
import { type Program, runProgram, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { jpegOf } from '../support/sent.ts'
import { until } from '../support/until.ts'
import { behind } from './behind.ts'
import { shownBy } from './watching.ts'

const cameras = `
cameras:
  - { id: front, source: "test:", size: 640x360, rate: 15 }
  - { id: marked, source: "publish:" }
`

let program: Program
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunnelcam-publish-'))
  const file = join(folder, 'tunnelcam.yaml')
  await writeFile(file, cameras)
  program = await startProgram(['--config', file], { access: true })
})
afterAll(async () => {
  await program.close()
  await rm(folder, { recursive: true })
})

const madeSchema = z.object({ id: z.string(), urls: z.array(z.string()), code: z.string().optional() })

/** Makes a link by a command, as the owner does in another terminal. */
async function made(...args: readonly string[]) {
  const { output } = await runProgram([...args, '--json'], { env: { TUNNELCAM_DATA: program.data } })
  const { id, urls, code } = madeSchema.parse(JSON.parse(output))
  return { id, url: urls[0] ?? '', code: code ?? '' }
}

const jpeg = { 'Content-Type': 'image/jpeg' }
const send = (url: string, headers: object = {}) =>
  fetch(url, { method: 'POST', body: jpegOf(), headers: { ...jpeg, ...headers } }).then(({ status }) => status)

describe('tunnelcam share --publish', () => {
  test('makes an address and a code that send pictures and show none, until it is revoked', async () => {
    const { id, url, code } = await made('share', '--publish', '--camera', 'marked', '--name', 'Robot')
    const bare = url.replace(/\?.*/, '')
    const bearer = { Authorization: `Bearer ${code}` }
    await until('the program has heard of it', async () => (await send(url)) === 204)
    expect(await Promise.all([send(bare, bearer), send(bare)])).toEqual([204, 401])
    expect(await send(url.replace('marked', 'front'))).toBe(403)
    expect((await fetch(url.replace('publish', 'still.jpg'))).status).toBe(403)
    const viewer = { headers: { Authorization: `Bearer ${await viewerCode(program)}` } }
    const still = await fetch(bare.replace('publish', 'still.jpg'), viewer)
    expect(new Uint8Array(await still.arrayBuffer())).toEqual(jpegOf())
    await runProgram(['revoke', id], { env: { TUNNELCAM_DATA: program.data } })
    await until('it is refused', async () => (await send(url)) === 401, 5000)
  })

  test('makes the same through the API', async () => {
    const response = await fetch(`${program.address}/api/links`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${await ownerCode(program)}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ kind: 'share', name: 'Robot', cameras: ['marked'], role: 'publisher', seconds: null }),
    })
    const { publish } = z.object({ publish: z.string() }).parse(await response.json())
    expect(await send(publish)).toBe(204)
  })

  test('is for one camera', async () => {
    const { code, output } = await runProgram(['share', '--publish'], { env: { TUNNELCAM_DATA: program.data } })
    expect([code, output]).toEqual([2, expect.stringContaining('--camera: expected one camera')])
  })
})

needs(
  'browser',
  'text fields',
  'opencv',
)('examples/opencv_publish.py', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterEach(() => Promise.all(browser.contexts().map(context => context.close())))
  afterAll(() => browser.close())

  test('marks what one camera sees, and a browser plays it as another', { timeout: 90_000 }, async () => {
    const [pull, push, marked] = await Promise.all([
      made('embed', '--camera', 'front', '--output', 'mjpeg'),
      made('share', '--publish', '--camera', 'marked'),
      made('embed', '--camera', 'marked', '--output', 'mjpeg'),
    ])
    python('examples/opencv_publish.py', pull.url, push.url)
    for (const [via, element] of [
      ['hls', 'video'],
      ['mjpeg', 'canvas'],
    ] as const) {
      const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
      await page.goto(`${program.address}/cameras/marked?via=${via}#k=${await viewerCode(program)}`)
      await shownBy(page, via)
      expect((await watchMoving(page, element)).changes.length).toBe(3)
      await page.close()
    }
    const seen = python('test/e2e/latency.py', pull.url, marked.url, '60')
    expect(await seen.ended).toBe(0)
    const rows = seen
      .output()
      .trim()
      .split('\n')
      .map(line => z.object({ read: z.number(), total: z.number() }).parse(JSON.parse(line)))
    const [read, total] = [median(rows.map(row => row.read)), median(rows.map(row => row.total))]
    console.info(
      `published back: from the first camera's picture to OpenCV ${read.toFixed(1)} ms, to who watches the second ${total.toFixed(1)} ms (medians of ${rows.length})`,
    )
    expect(rows.length).toBeGreaterThan(30)
    expect(total).toBeLessThan(1000)
    const later = await behind(browser, program.address, { first: pull.url, second: marked.url, count: 60 })
    console.info(
      `published back, side by side in Chromium: the second is ${median(later).toFixed(0)} ms behind the first (median of ${later.length}, most ${Math.max(...later).toFixed(0)} ms)`,
    )
    expect(later.length).toBeGreaterThan(30)
    expect(median(later)).toBeLessThan(1000)
  })
})

/** Runs a script, until the test is over. */
function python(script: string, ...args: readonly string[]) {
  const child = spawn(pythonWithOpencv() ?? '', [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return { ended, output: () => text }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
