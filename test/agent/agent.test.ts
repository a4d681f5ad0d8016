import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Agent, startAgent } from '../../src/agent/agent.ts'
import { findFfmpeg } from '../../src/agent/ffmpeg/find.ts'
import type { CameraConfig, Config } from '../../src/config.ts'
import { Hub } from '../../src/hub/hub.ts'
import { clip } from '../support/ffmpeg.ts'
import { agentProcess } from './agentProcess.ts'
import { camera as cameraConfig, silentLog } from './given.ts'
import { childrenOf, gone, processName } from './process/alive.ts'

const ffmpeg = await findFfmpeg({ env: process.env })
const configOf = (...cameras: CameraConfig[]): Config => ({
  listen: { host: '127.0.0.1', port: 0 },
  open: false,
  cameras,
})
const testPicture = (rest: Partial<CameraConfig> = {}) =>
  cameraConfig({ size: { width: 320, height: 180 }, rate: 15, ...rest })
const named = (name: RegExp, parent: number) => childrenOf(parent).filter(pid => name.test(processName(pid) ?? ''))
const ffmpegs = (parent = process.pid) => named(/^ffmpeg/, parent)
/** FFmpegs and their watchers. */
const left = () => named(/^(ffmpeg|sh)/, process.pid)

let hub: Hub
let agent: Agent

const start = (...cameras: CameraConfig[]) => {
  agent = startAgent({ hub, config: configOf(...cameras), ffmpeg, log: silentLog })
}
function camera(id = 'door') {
  const camera = hub.cameras.get(id)
  if (!camera) throw new Error(`no camera ${id}`)
  return camera
}
const state = (kind: string, id?: string, timeout = 10_000) =>
  vi.waitFor(() => expect(camera(id).state).toMatchObject({ kind }), { timeout, interval: 20 })

beforeEach(() => {
  hub = new Hub()
})
afterEach(async () => {
  await agent.stop()
  expect(left()).toEqual([])
})

describe('a camera with the test picture', () => {
  test('is idle without viewers, live with one, and idle again some seconds after the last', async () => {
    start(testPicture({ idle: 0.5 }))
    expect(camera().state.kind).toBe('idle')
    expect(ffmpegs()).toEqual([])
    const release = camera().demand.hold('jpeg')
    await state('live')
    expect(ffmpegs()).toHaveLength(1)
    release()
    await state('idle')
    await vi.waitFor(() => expect(left()).toEqual([]))
  })

  test('comes back when its FFmpeg is killed: lost with a reason, then live', async () => {
    start(testPicture())
    camera().demand.hold('jpeg')
    camera().demand.hold('video')
    await state('live')
    const [pid] = ffmpegs()
    if (pid === undefined) throw new Error('no FFmpeg')
    process.kill(pid, 'SIGKILL')
    await state('lost')
    expect(camera().state).toMatchObject({ reason: expect.stringContaining('SIGKILL') })
    const before = camera().pictures.latest?.sequence ?? 0
    await state('live')
    await vi.waitFor(() => expect(camera().pictures.latest?.sequence).toBeGreaterThan(before), { timeout: 5000 })
    expect(ffmpegs()).toHaveLength(1)
    expect(ffmpegs()).not.toContain(pid)
  })

  test('is captured by a new FFmpeg when H.264 is wanted besides JPEG, and the first is gone', async () => {
    start(testPicture())
    camera().demand.hold('jpeg')
    await state('live')
    const [first] = ffmpegs()
    camera().demand.hold('video')
    await vi.waitFor(() => expect(camera().window.newestCapturedAt).toBeDefined(), { timeout: 10_000 })
    expect(camera().state.kind).toBe('live')
    expect(ffmpegs()).toHaveLength(1)
    expect(ffmpegs()).not.toContain(first)
  })
})

test('a source that is not there is lost with words, and idle when nobody wants it', async () => {
  start(cameraConfig({ source: '/nowhere/clip.mp4', idle: 0.3 }))
  const release = camera().demand.hold('jpeg')
  await state('lost')
  expect(camera().state).toMatchObject({ reason: expect.stringContaining('clip.mp4') })
  release()
  await state('idle')
})

test('a clip whose keyframes are too far apart is encoded, with a warning, and played', async () => {
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25:duration=8']
  const source = clip(
    [...picture, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '999'],
    'mp4',
  )
  start(cameraConfig({ source }))
  camera().demand.hold('video')
  await vi.waitFor(() => expect(camera().warnings).toEqual([expect.stringContaining('encoded anew')]), {
    timeout: 15_000,
  })
  const before = camera().window.newestCapturedAt ?? 0
  await vi.waitFor(() => expect(camera().window.newestCapturedAt).toBeGreaterThan(before + 1500), { timeout: 15_000 })
  expect(camera().state.kind).toBe('live')
})

test('a picture dropped into a watched folder is shown, also when the folder was empty', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tunnelcam-watched-'))
  const jpegOf = (colour: string) =>
    readFile(clip(['-f', 'lavfi', '-i', `color=${colour}:size=160x120`, '-frames:v', '1', '-f', 'mjpeg'], 'jpg'))
  const newest = () => Buffer.from(camera().pictures.latest?.jpeg ?? []).toString('base64')
  start(cameraConfig({ source: folder, watch: true }))
  camera().demand.hold('jpeg')
  await state('lost')
  expect(camera().state).toMatchObject({ reason: `There is no JPEG in the folder ${basename(folder)} yet.` })
  for (const colour of ['red', 'blue']) {
    const picture = await jpegOf(colour)
    await writeFile(join(folder, `${colour}.jpg`), picture)
    await vi.waitFor(() => expect(newest()).toBe(picture.toString('base64')), { timeout: 10_000, interval: 20 })
  }
  expect(camera().state.kind).toBe('live')
  await rm(folder, { recursive: true })
  await state('lost')
})

test('a new configuration adds, removes and restarts only what changed', async () => {
  start(testPicture({ id: 'same', keep: true }), testPicture({ id: 'other', keep: true }), testPicture({ id: 'old' }))
  await Promise.all([state('live', 'same'), state('live', 'other')])
  const same = camera('same')
  const other = camera('other')
  const before = ffmpegs()
  agent.apply(
    configOf(
      testPicture({ id: 'new' }),
      testPicture({ id: 'same', keep: true }),
      testPicture({ id: 'other', keep: true, rate: 10 }),
    ),
  )
  expect([...hub.cameras.keys()].sort()).toEqual(['new', 'other', 'same'])
  expect(camera('same')).toBe(same)
  expect(camera('other')).not.toBe(other)
  await state('live', 'other')
  await vi.waitFor(() => expect(ffmpegs()).toHaveLength(2))
  expect(ffmpegs().filter(pid => before.includes(pid))).toHaveLength(1)
})

test('cameras are gone from the hub, and FFmpeg with them, when the agent is stopped; it stays stopped', async () => {
  start(testPicture({ keep: true }))
  await state('live')
  await agent.stop()
  expect(hub.cameras.size).toBe(0)
  expect(left()).toEqual([])
  agent.apply(configOf(testPicture({ id: 'late', keep: true })))
  expect(hub.cameras.size).toBe(0)
})

test('no FFmpeg is left when our own process is killed', async () => {
  start()
  const other = await agentProcess(configOf(testPicture({ keep: true })), ffmpeg)
  await other.reaches('live')
  const [pid] = ffmpegs(other.node.pid)
  if (pid === undefined) throw new Error('no FFmpeg')
  other.node.kill('SIGKILL')
  await gone(pid)
  await other.close()
})
