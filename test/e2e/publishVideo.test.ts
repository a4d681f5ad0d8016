import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startChild } from '../../src/agent/process/child.ts'
import { ownerCode } from '../support/codes.ts'
import { fixtureFfmpeg } from '../support/ffmpeg.ts'
import { type Program, startProgram } from '../support/program.ts'
import type { TestsOwn } from '../support/testsOwn.ts'
import { until } from '../support/until.ts'
import type { SeenCamera } from './watching.ts'

/** Of each test its own: what one leaves behind must not help the next. */
const ids = Array.from({ length: 24 }, (_, index) => `b${index}`)
const nextId = () => ids.pop() ?? ''
const file = (folder: string) => join(folder, 'tunnelcam.yaml')

// Each starts an FFmpeg or two: more of them at once, and a small machine would keep them waiting for each other.
// These run beside each other, as all of them wait for pictures most of the time.
vi.setConfig({ maxConcurrency: 4 })

let folder: string
let program: Program
let owner: { Authorization: string }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunnelcam-publish-'))
  await writeFile(file(folder), `cameras:\n${ids.map(id => `  - { id: ${id}, source: "publish:" }\n`).join('')}`)
  program = await startProgram(['--config', file(folder)], { access: true })
  owner = { Authorization: `Bearer ${await ownerCode(program)}` }
})
afterAll(async () => {
  await program.close()
  await rm(folder, { recursive: true })
})

const address = (id: string, path: string) => `${program.address}/cameras/${id}/${path}`
const get = (id: string, path: string) => fetch(address(id, path), { headers: owner })
const isLive = (id: string, path: string) =>
  until(`${path} is answered`, async () => (await get(id, path)).status === 200, 25_000)
const runs = (id: string) => program.log().filter(({ msg, camera }) => msg === 'FFmpeg started' && camera === id)

async function seen(id: string): Promise<SeenCamera> {
  const answer = await fetch(`${program.address}/api/cameras/${id}`, { headers: owner })
  return ((await answer.json()) as { camera: SeenCamera }).camera // our own API, compared whole in test/app/api.test.ts
}

/** Publishes a moving picture, as FFmpeg does it by itself, until the test is over. */
function publish({ onTestFinished }: TestsOwn, id: string, type: string, ...args: readonly string[]) {
  const picture = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=15']
  const post = ['-method', 'POST', '-content_type', type, '-headers', `Authorization: ${owner.Authorization}\r\n`]
  const all = ['-v', 'error', ...picture, ...args, ...post, address(id, 'publish')]
  const child = startChild(fixtureFfmpeg(), all, { outputs: 0 })
  onTestFinished(async () => void (await child.stop()))
  return child
}

const h264 = [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '15', '-bf', '0', '-pix_fmt', 'yuv420p'],
]
const vp8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-g', '15']
const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440', '-c:a', 'aac']
const fragments = ['-movflags', '+frag_keyframe+empty_moov+default_base_moof', '-f', 'mp4']
const clusters = ['-live', '1', '-cluster_time_limit', '500']

test.concurrent.for<[string, string, readonly string[], boolean]>([
  ['FLV', 'video/x-flv', [...h264, '-f', 'flv'], true],
  ['FLV with sound', 'video/x-flv', [...sound, ...h264, '-f', 'flv'], true],
  ['MPEG-TS', 'video/mp2t', [...h264, '-f', 'mpegts'], true],
  ['fragmented MP4', 'video/mp4', [...h264, ...fragments], true],
  ['Matroska', 'video/x-matroska', [...h264, ...clusters, '-f', 'matroska'], true],
  ['WebM', 'video/webm', [...vp8, ...clusters, '-f', 'webm'], false],
])('a body of %s is played, also by who comes midway', { timeout: 60_000 }, async ([name, type, args, copied], own) => {
  const id = nextId()
  publish(own, id, type, ...args)
  await isLive(id, 'hls/index.m3u8')
  expect(runs(id)).toMatchObject(runs(id).map(() => ({ passthrough: copied })))
  await isLive(id, 'still.jpg')
  expect(await seen(id)).toMatchObject({
    state: { kind: 'live' },
    picture: { width: 320, height: 180 },
    video: { width: 320, audio: name.includes('sound') },
    warnings: [],
  })
})

test.concurrent('a publisher that is killed and comes back is played again', { timeout: 60_000 }, async own => {
  const id = nextId()
  const first = publish(own, id, 'video/x-flv', ...h264, '-f', 'flv')
  await isLive(id, 'still.jpg')
  process.kill(first.pid ?? 0, 'SIGKILL')
  const left = { kind: 'lost', reason: 'Who published to this camera has left.' }
  const state = async () => {
    await get(id, 'still.jpg?wait=1')
    return (await seen(id)).state
  }
  await until('it is lost', async () => (await state()).kind === 'lost')
  expect(await state()).toMatchObject(left)
  publish(own, id, 'video/mp2t', ...h264, '-f', 'mpegts')
  await isLive(id, 'still.jpg')
})

test.each<[string, string, string, number, string]>([
  ['what is no MP4', 'video/mp4', 'hello, I am text', 400, 'mp4'],
  ['what is no WebM', 'video/webm', 'hello, I am text', 400, 'matroska'],
  ['what is no FLV', 'video/x-flv', 'hello, I am text', 400, 'flv'],
  ['what is no MPEG-TS', 'video/mp2t', 'hello, I am text', 400, 'mpegts'],
  ['nothing', 'video/mp4', '', 400, 'no_video'],
])('%s is refused in words', async (_, type, body, status, code) => {
  const response = await fetch(address(nextId(), 'publish'), {
    method: 'POST',
    body,
    headers: { ...owner, 'Content-Type': type },
  })
  expect([response.status, await response.json()]).toMatchObject([status, { error: { code } }])
})
