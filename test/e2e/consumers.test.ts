import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { launchBrowser } from '../support/browser.ts'
import { ownerCode, viewerCode } from '../support/codes.ts'
import { watchMoving } from '../support/picture.ts'
import { PLAYERS, type Played, picturesSeen } from '../support/players.ts'
import { type Program, runProgram, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { until } from '../support/until.ts'

// Players that decode: more of them at once, and a small machine would keep them waiting for each other.
vi.setConfig({ maxConcurrency: 4 })

let program: Program
beforeAll(async () => {
  program = await startProgram(['test:', '--id', 'front', '--size', '640x360', '--rate', '15', '--keep'], {
    access: true,
  })
})
afterAll(() => program.close())

const addresses = new Map<string, Promise<string>>()

/** The address that `tunnelcam embed` prints for programs, made once for each output. */
function addressOf(output: string): Promise<string> {
  const address = addresses.get(output) ?? made(output)
  addresses.set(output, address)
  return address
}

async function made(output: string): Promise<string> {
  const args = ['embed', '--camera', 'front', '--output', output, '--json']
  const made = await runProgram(args, { env: { TUNNELCAM_DATA: program.data } })
  const [address] = z.object({ urls: z.tuple([z.string()], z.string()) }).parse(JSON.parse(made.output)).urls
  await until('the program has heard of it', async () => (await fetch(address, { method: 'HEAD' })).status === 200)
  return address
}

/** Four seconds of them: players of HLS find three at most when they come. */
const PICTURES = 60
const OUTPUTS: readonly Played[] = ['mjpeg', 'hls', 'mp4']

for (const player of PLAYERS) {
  needs(player.need)(player.name, { concurrent: true }, () => {
    test.each(OUTPUTS)('plays %s: its pictures change', { timeout: 60_000 }, async output => {
      const seconds = await picturesSeen(player, await addressOf(output), output, PICTURES)
      console.info(`${player.name}, ${output}: ${PICTURES} different pictures after ${seconds.toFixed(1)} s`)
    })
  })
}

needs('ffmpeg', 'proc')('live.mp4, when the camera’s FFmpeg dies and is started again', () => {
  test('goes on in the same answer', { timeout: 60_000 }, async () => {
    const player = PLAYERS.find(({ name }) => name === 'FFmpeg')
    await until('the camera runs', () => program.ffmpegs().length > 0)
    const [first] = program.ffmpegs()
    if (!player || !first) throw new Error('FFmpeg is among the players, and the camera is kept')
    const watched = async () => {
      const answer = await fetch(`${program.address}/metrics`, {
        headers: { Authorization: `Bearer ${await ownerCode(program)}` },
      })
      return /^tunnelcam_viewers\{camera="front",output="mp4"\} 1$/m.test(await answer.text())
    }
    await until('those before have left', async () => !(await watched()))
    const seen = picturesSeen(player, await addressOf('mp4'), 'mp4', 2 * PICTURES)
    await until('it watches', watched)
    process.kill(first.pid, 'SIGKILL')
    expect(await seen).toBeGreaterThan(0)
    expect(program.ffmpegs().map(({ pid }) => pid)).not.toContain(first.pid)
  })
})

needs('browser')('<video> of another site’s page, in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  test('plays live.mp4', { timeout: 60_000 }, async () => {
    const page = await browser.newPage({ viewport: { width: 640, height: 400 } })
    const address = await addressOf('mp4')
    await page.setContent(`<video src="${address}" autoplay muted style="width: 100%"></video>`, {
      waitUntil: 'commit',
    })
    expect((await watchMoving(page, 'video')).changes.length).toBe(3)
  })
})

describe('Home Assistant, by what its cameras ask for', () => {
  test('MJPEG IP Camera: both addresses by Basic, and a picture found in the stream', async () => {
    const camera = `${program.address}/cameras/front`
    const basic = `Basic ${Buffer.from(`home:${await viewerCode(program)}`).toString('base64')}`
    const asked = async (headers: Record<string, string>) => {
      const leaving = new AbortController()
      const ask = (output: string) => fetch(`${camera}/${output}`, { headers, signal: leaving.signal })
      const [stream, still] = await Promise.all([ask('stream.mjpg'), ask('still.jpg')])
      const bytes = stream.ok ? await firstJpeg(stream) : 0
      leaving.abort()
      return { statuses: [stream.status, still.status], bytes }
    }
    expect(await asked({})).toEqual({ statuses: [401, 401], bytes: 0 })
    const { statuses, bytes } = await asked({ Authorization: basic })
    expect([statuses, bytes > 1000]).toEqual([[200, 200], true])
  })

  test('Generic Camera: the still within 10 s, and as JPEG by its bytes', { timeout: 20_000 }, async () => {
    const still = await fetch(await addressOf('still'), { signal: AbortSignal.timeout(10_000) })
    const bytes = Buffer.from(await still.arrayBuffer())
    expect([still.status, bytes.subarray(0, 2).toString('hex')]).toEqual([200, 'ffd8'])
  })
})

/** The length of what stands between the first start and end of a JPEG in a stream. */
async function firstJpeg(response: Response): Promise<number> {
  let bytes = Buffer.alloc(0)
  for await (const chunk of response.body ?? []) {
    bytes = Buffer.concat([bytes, chunk])
    const end = bytes.indexOf(Buffer.from([0xff, 0xd9]))
    if (end >= 0) return end + 2 - bytes.indexOf(Buffer.from([0xff, 0xd8]))
  }
  return 0
}
