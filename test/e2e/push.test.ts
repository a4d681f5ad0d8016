import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Child, startChild } from '../../src/agent/process/child.ts'
import { ownerCode } from '../support/codes.ts'
import { fixtureFfmpeg } from '../support/ffmpeg.ts'
import { type Program, runProgram, startProgram } from '../support/program.ts'
import type { TestsOwn } from '../support/testsOwn.ts'
import { until } from '../support/until.ts'
import type { SeenCamera } from './watching.ts'

/** Of each test its own: what one leaves behind must not help the next. */
const ids = Array.from({ length: 40 }, (_, index) => `c${index}`)
const nextId = () => ids.pop() ?? ''

// Each starts an FFmpeg or two: more of them at once, and a small machine would keep them waiting for each other.
// These run beside each other, on one program.
vi.setConfig({ maxConcurrency: 3 })

let folder: string
let program: Program
let owner: { Authorization: string }
/** Where pushes go, without the key. */
let servers: Readonly<Record<string, string>>

const file = () => join(folder, 'tunnelcam.yaml')
const written = (more = '') =>
  `push: { rtmp: 0, rtsp: 0 }\ncameras:\n${ids.map(id => `  - { id: ${id}, source: "publish:", idle: 2 }\n`).join('')}${more}`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunnelcam-push-'))
  await writeFile(file(), written())
  program = await startProgram(['--config', file()], { access: true })
  owner = { Authorization: `Bearer ${await ownerCode(program)}` }
  const started = program.log().find(({ event }) => event === 'started')
  const addresses = Array.isArray(started?.push) ? started.push.map(String) : []
  servers = Object.fromEntries(addresses.map(address => [address.split(':')[0], address]))
})
afterAll(async () => {
  await program.close()
  await rm(folder, { recursive: true })
})

const get = (id: string, path: string) => fetch(`${program.address}/cameras/${id}/${path}`, { headers: owner })
const plays = (id: string, path: string) =>
  until(`${path} of ${id} is answered`, async () => (await get(id, path)).status === 200, 25_000)
const said = () => program.log().map(({ msg }) => String(msg))
const says = (words: string) => until(`the log says: ${words}`, () => said().some(line => line.startsWith(words)))

async function seen(id: string): Promise<SeenCamera> {
  const answer = await fetch(`${program.address}/api/cameras/${id}`, { headers: owner })
  return ((await answer.json()) as { camera: SeenCamera }).camera // our own API, compared whole in test/app/api.test.ts
}

/** The state while somebody wants pictures. */
async function stateOf(id: string): Promise<SeenCamera['state']> {
  await (await get(id, 'still.jpg?wait=1')).arrayBuffer()
  return (await seen(id)).state
}

/** What `tunnelcam share --publish` makes for a camera. */
async function shared(camera: string): Promise<{ id: string; code: string; push: readonly string[] }> {
  const args = ['share', '--publish', '--camera', camera, '--json']
  const made = JSON.parse((await runProgram(args, { env: { TUNNELCAM_DATA: program.data } })).output)
  await until('the program has read of it', async () => (await links()).includes(made.id))
  return made
}

async function links(): Promise<string> {
  return (await fetch(`${program.address}/api/links`, { headers: owner })).text()
}

/** Who sends pictures to a camera, as its owner reads it. */
async function pushesTo(id: string): Promise<string> {
  const { watching } = JSON.parse(await links()) as { watching: { camera: string }[] } // our own API, as above
  return JSON.stringify(watching.filter(({ camera }) => camera === id))
}

const sound = ['-f', 'lavfi', '-i', 'sine=sample_rate=44100']
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '15', '-pix_fmt', 'yuv420p']

/** Pushes a moving picture of this width, as FFmpeg does it by itself, until the test is over. */
function push(
  { onTestFinished }: TestsOwn,
  address: string,
  { width = 320, args = h264 }: { width?: number; args?: readonly string[] } = {},
) {
  const picture = ['-re', '-f', 'lavfi', '-i', `testsrc2=size=${width}x180:rate=15`]
  const format = address.startsWith('rtmp:') ? 'flv' : 'rtsp'
  const withSound = args.includes('-c:a') ? sound : []
  const all = ['-v', 'error', ...picture, ...withSound, ...args, '-f', format, address]
  const child: Child = startChild(fixtureFfmpeg(), all, { outputs: 0 })
  onTestFinished(async () => void (await child.stop()))
  return child
}

describe.each(['rtmp', 'rtsp'])('what is pushed by %s', kind => {
  const by = kind.toUpperCase()
  const at = (key: string) => `${servers[kind]}/${key}`

  test.concurrent('by two at once goes to two cameras, with sound, and is played', { timeout: 90_000 }, async own => {
    const [a, b] = [nextId(), nextId()]
    const [one, two] = await Promise.all([shared(a), shared(b)])
    push(own, at(one.code), { args: [...h264, '-c:a', 'aac'] })
    push(own, at(two.code), { width: 256 })
    for (const id of [a, b]) for (const path of ['still.jpg', 'hls/index.m3u8']) await plays(id, path)
    expect(await seen(a)).toMatchObject({
      state: { kind: 'live' },
      source: 'published',
      picture: { width: 320, height: 180 },
      video: { width: 320, codecs: expect.stringMatching(/^avc1\.\w{6},mp4a\.40\.2$/), audio: true },
      warnings: [],
    })
    expect(await seen(b)).toMatchObject({ picture: { width: 256 }, video: { width: 256, audio: false }, warnings: [] })
    const runs = program.log().filter(({ msg, camera }) => msg === 'FFmpeg started' && [a, b].includes(String(camera)))
    expect(runs).toMatchObject(runs.map(() => ({ passthrough: true })))
    const mjpeg = await get(b, 'stream.mjpg')
    const reader = mjpeg.body?.getReader()
    let bytes = 0
    while (bytes < 100_000) bytes += (await reader?.read())?.value?.length ?? Number.POSITIVE_INFINITY
    await reader?.cancel()
  })

  test.concurrent('by one that is killed leaves the camera lost until it is there again', {
    timeout: 90_000,
  }, async own => {
    const a = nextId()
    const { code } = await shared(a)
    const first = push(own, at(code))
    await plays(a, 'still.jpg')
    process.kill(first.pid ?? 0, 'SIGKILL')
    await until('it is lost', async () => (await stateOf(a)).kind === 'lost')
    expect(await stateOf(a)).toMatchObject({ reason: 'Who published to this camera has left.' })
    await says(`${by} push to ${a} has ended: it has left`)
    push(own, at(code))
    await plays(a, 'still.jpg')
  })

  test.concurrent('by one that is silent is lost with words, and goes on when it does', {
    timeout: 90_000,
  }, async own => {
    const a = nextId()
    const { code } = await shared(a)
    const { pid = 0 } = push(own, at(code))
    await plays(a, 'still.jpg')
    process.kill(pid, 'SIGSTOP')
    own.onTestFinished(() => void process.kill(pid, 'SIGCONT'))
    const silent = 'Who publishes to this camera sends nothing any more.'
    await until('it is lost', async () => (await stateOf(a)).reason === silent, 20_000)
    process.kill(pid, 'SIGCONT')
    await plays(a, 'still.jpg')
  })

  test.concurrent('goes on from the next who comes, and the one before is told', { timeout: 90_000 }, async own => {
    const a = nextId()
    const { code } = await shared(a)
    const first = push(own, at(code))
    await plays(a, 'still.jpg')
    push(own, at(code), { width: 256 })
    const { lastLines } = await first.ended
    if (kind === 'rtmp') expect(lastLines.join('\n')).toContain('Another publisher has taken over this camera.')
    await until('the next is shown', async () => {
      await (await get(a, 'still.jpg?wait=1')).arrayBuffer()
      return JSON.stringify((await seen(a)).picture).includes('"width":256')
    })
    await says(`${by} push to ${a} has ended: Another publisher has taken over this camera.`)
  })

  test.concurrent('with a wrong key is refused in words, there and here', { timeout: 30_000 }, async own => {
    const { lastLines, exitCode } = await push(own, at('wrong')).ended
    expect(exitCode).not.toBe(0)
    expect(lastLines.join('\n')).toMatch(/This key opens nothing|401 Unauthorized/)
    await says(`${by} push from 127.0.0.1 refused: This key opens nothing`)
  })

  test.concurrent('ends within seconds when its link does', { timeout: 90_000 }, async own => {
    const a = nextId()
    const { id, code } = await shared(a)
    const child = push(own, at(code))
    await plays(a, 'still.jpg')
    expect(await pushesTo(a)).toContain(`FFmpeg, ${by}`)
    await runProgram(['revoke', id], { env: { TUNNELCAM_DATA: program.data } })
    const began = performance.now()
    await child.ended
    expect(performance.now() - began).toBeLessThan(5000)
    await says(`${by} push to ${a} has ended: The link that allowed this has ended.`)
  })

  test('is not cut off when another camera is changed', { timeout: 90_000 }, async own => {
    const a = nextId()
    const { code } = await shared(a)
    const child = push(own, at(code))
    await plays(a, 'still.jpg')
    await writeFile(file(), `${await readFile(file(), 'utf8')}  - { id: new${kind}, source: "publish:" }\n`)
    await until('it is taken up', () => said().some(line => line.includes(`added new${kind}`)))
    await plays(a, 'still.jpg')
    expect(said().filter(line => line.includes(`push to ${a} has ended`))).toEqual([])
    await child.stop()
  })
})

test.concurrent('what is no H.264 is refused in words', { timeout: 30_000 }, async own => {
  const a = nextId()
  const { code } = await shared(a)
  const { lastLines } = await push(own, `${servers.rtmp}/${code}`, { args: ['-c:v', 'flv'] }).ended
  expect(lastLines.join('\n')).toContain('This video is not H.264. Set the encoder to H.264')
})

test.concurrent.for<[string, readonly string[], boolean]>([
  [
    'B-frames',
    ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2', '-g', '15', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
    true,
  ],
  ['sound of G.711', [...h264, '-c:a', 'pcm_mulaw', '-ar', '8000', '-ac', '1'], true],
  ['sound that is left out', [...h264, '-c:a', 'mp2'], false],
])('RTSP with %s is played as it is', { timeout: 60_000 }, async ([, args, audio], own) => {
  const a = nextId()
  const { code } = await shared(a)
  push(own, `${servers.rtsp?.replace('//', `//anybody:${code}@`).replace('/live', '')}/${a}`, { args })
  await plays(a, 'hls/index.m3u8')
  expect(await seen(a)).toMatchObject({ video: { width: 320, audio }, warnings: [] })
  expect(program.log().find(({ msg, camera }) => msg === 'FFmpeg started' && camera === a)).toMatchObject({
    passthrough: true,
  })
})

test.concurrent('share tells where to push to', async () => {
  const a = nextId()
  const { code, push } = await shared(a)
  expect(push).toEqual(Object.values(servers))
  const args = ['share', '--publish', '--camera', a]
  const { output } = await runProgram(args, { env: { TUNNELCAM_DATA: program.data, NO_COLOR: '1' } })
  const [, made = ''] = /Bearer (\w+)/.exec(output) ?? []
  expect(output).toContain(`or push to  ${servers.rtmp}/${made}\n`)
  expect(output).toContain(`OBS: server ${servers.rtmp}, stream key ${made}\n`)
  expect(made).not.toBe(code)
})
