import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { clip } from '../support/ffmpeg.ts'
import { httpMjpegCamera, jpegs } from '../support/httpMjpegCamera.ts'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { rtspCamera } from '../support/rtspCamera.ts'
import { stillCamera } from '../support/stillCamera.ts'
import { flvServer, hlsServer, rtmpServer, sentClip, srtServer } from '../support/streamServers.ts'
import type { TestsOwn } from '../support/testsOwn.ts'
import { until } from '../support/until.ts'
import { cameraIs, seeCamera } from './watching.ts'

// Each starts an FFmpeg or a program: more of them at once, and a small machine would keep them waiting for each other.
// These run beside each other, as all of them wait for pictures most of the time.
vi.setConfig({ maxConcurrency: 4 })

async function started({ onTestFinished }: TestsOwn, args: readonly string[]): Promise<Program> {
  const program = await startProgram([...args, '--id', 'front'])
  onTestFinished(() => program.close())
  return program
}

function folder({ onTestFinished }: TestsOwn): string {
  const path = mkdtempSync(join(tmpdir(), 'tunnelcam-e2e-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** What the camera gives through HLS: the codecs of its multivariant playlist. */
async function codecs(program: Program): Promise<string | undefined> {
  const answer = await fetch(`${program.address}/cameras/front/hls/index.m3u8`)
  return /CODECS="([^"]+)"/.exec(await answer.text())?.[1]
}

/** Fetches two stills, the second newer than the first, and says whether they differ. */
async function stillsChange(program: Program): Promise<boolean> {
  const still = `${program.address}/cameras/front/still.jpg`
  const first = await fetch(still)
  const sequence = first.headers.get('X-Tunnelcam-Sequence')
  const bytes = new Uint8Array(await first.arrayBuffer())
  for (let tries = 0; tries < 5; tries++) {
    const next = await fetch(`${still}?after=${sequence}&wait=5`)
    if (!Buffer.from(await next.arrayBuffer()).equals(bytes)) return true
  }
  return false
}

// Made before anything runs: FFmpeg holds this whole process up while it makes them.
const pictures = jpegs()
sentClip()
const SOUND = ['-f', 'lavfi', '-i', 'sine=duration=3']
const H264_CLIP = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=25:duration=3', ...SOUND]
const film = clip([...H264_CLIP, '-c:v', 'libx264', '-g', '25', '-c:a', 'aac', '-pix_fmt', 'yuv420p'], 'mp4')
const films = ['320x240', '640x360'].map(size => {
  const input = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=15:duration=1`]
  return clip([...input, '-c:v', 'libx264', '-pix_fmt', 'yuv420p'], 'mp4')
})

test.concurrent('an RTSP camera: H.264 passed through, with its sound', { timeout: 60_000 }, async own => {
  const camera = await rtspCamera({ audio: 'aac' })
  own.onTestFinished(() => camera.close())
  const program = await started(own, [camera.url])
  expect(await codecs(program)).toMatch(/^avc1\.[0-9a-f]{6},mp4a\.40\.2$/)
  expect(await stillsChange(program)).toBe(true)
  expect(program.ffmpegs()[0]?.command.join(' ')).toContain('-c:v copy')
})

test.concurrent('an RTSP camera that refuses the password is lost, said so, and not asked again and again', {
  timeout: 60_000,
}, async own => {
  const camera = await rtspCamera({ login: 'me:s3cret' })
  own.onTestFinished(() => camera.close())
  const program = await started(own, [camera.url.replace('rtsp://', 'rtsp://me:wr0ng@')])
  await fetch(`${program.address}/cameras/front/still.jpg?wait=1`)
  const { state } = await cameraIs(program.address, 'front', 'lost')
  expect(state.reason).toMatch(/password|401|refused/i)
  expect(program.output()).not.toContain('wr0ng')
})

test.concurrent('an RTSP camera that needs a password gets it, and it is nowhere to be read', {
  timeout: 60_000,
}, async own => {
  const camera = await rtspCamera({ login: 'me:s3cret' })
  own.onTestFinished(() => camera.close())
  const program = await started(own, [camera.urlWithLogin])
  expect(await stillsChange(program)).toBe(true)
  expect(program.output() + (await (await fetch(`${program.address}/api/cameras`)).text())).not.toContain('s3cret')
})

test.concurrent('an RTSP camera that goes away comes back', { timeout: 90_000 }, async own => {
  const camera = await rtspCamera()
  own.onTestFinished(() => camera.close())
  const program = await started(own, [camera.url, '--keep'])
  await cameraIs(program.address, 'front', 'live')
  await camera.kill()
  expect((await cameraIs(program.address, 'front', 'lost')).state.reason).toBeTruthy()
  await camera.restart()
  await cameraIs(program.address, 'front', 'live', 40_000)
})

test.concurrent('an RTSP camera whose keyframes are twelve seconds apart is encoded instead, in words', {
  timeout: 90_000,
}, async own => {
  const camera = await rtspCamera({ keyframeSeconds: 12 })
  own.onTestFinished(() => camera.close())
  const program = await started(own, [camera.url, '--keep'])
  await until('it says why', async () => (await seeCamera(program.address, 'front')).warnings.length > 0, 40_000)
  expect((await seeCamera(program.address, 'front')).warnings.join()).toMatch(/keyframe/i)
  await cameraIs(program.address, 'front', 'live')
  await until('it plays', async () => (await codecs(program)) !== undefined, 40_000)
})

test.concurrent('an HTTP MJPEG camera: its JPEGs are passed through', { timeout: 60_000 }, async own => {
  const camera = await httpMjpegCamera()
  own.onTestFinished(() => camera.close())
  const program = await started(own, [camera.url])
  const still = await fetch(`${program.address}/cameras/front/still.jpg`)
  const bytes = Buffer.from(await still.arrayBuffer())
  expect(pictures.some(jpeg => bytes.equals(jpeg))).toBe(true)
  expect(await codecs(program)).toMatch(/^avc1/)
})

test.concurrent('an address of one picture is fetched again and again, and lost in words when it gives none', {
  timeout: 60_000,
}, async own => {
  const camera = await stillCamera({ login: 'me:s3cret', scheme: 'digest' })
  own.onTestFinished(() => camera.close())
  const program = await started(own, [camera.urlWithLogin, '--rate', '10', '--keep'])
  const still = async () => Buffer.from(await (await fetch(`${program.address}/cameras/front/still.jpg`)).arrayBuffer())
  await until('the first is shown', async () => (await still()).equals(camera.picture()))
  camera.next()
  await until('the second is shown', async () => (await still()).equals(camera.picture()))
  expect(await codecs(program)).toMatch(/^avc1/)
  camera.answer({ status: 404 })
  expect((await cameraIs(program.address, 'front', 'lost')).state.reason).toMatch(/no picture at this path/)
  camera.answer(undefined)
  await cameraIs(program.address, 'front', 'live')
  expect(program.output()).not.toContain('s3cret')
})

test.concurrent('an address that does not look like one picture is found out by its type', {
  timeout: 60_000,
}, async own => {
  const camera = await stillCamera({ login: 'me:s3cret' })
  own.onTestFinished(() => camera.close())
  const program = await started(own, [camera.urlWithLogin.replace('snapshot.jpg', 'current'), '--rate', '5', '--keep'])
  const still = async () => Buffer.from(await (await fetch(`${program.address}/cameras/front/still.jpg`)).arrayBuffer())
  await until('the first is shown', async () => (await still()).equals(camera.picture()))
  camera.next()
  await until('the second is shown', async () => (await still()).equals(camera.picture()))
  expect(program.output()).not.toContain('s3cret')
})

test.concurrent.for([
  ['RTMP', rtmpServer],
  ['FLV over HTTP', flvServer],
  ['HLS', hlsServer],
] as const)('%s: H.264 passed through, with its sound', { timeout: 60_000 }, async ([, start], own) => {
  const server = await start()
  own.onTestFinished(() => server.close())
  const program = await started(own, [server.url, '--keep'])
  await until('it plays', async () => /^avc1\.[0-9a-f]{6},mp4a\.40\.2$/.test((await codecs(program)) ?? ''), 30_000)
  expect(await stillsChange(program)).toBe(true)
  // HLS comes in bursts of two seconds: none of them may be taken for a camera that has stopped.
  const sequence = async () => (await seeCamera(program.address, 'front')).picture?.sequence ?? 0
  const before = await sequence()
  await until('it goes on', async () => (await sequence()) > before + 60, 20_000)
  expect((await seeCamera(program.address, 'front')).state.kind).toBe('live')
})

needs('srt')('a stream by SRT', { concurrent: true }, () => {
  test('plays, its H.264 passed through, with its sound', { timeout: 60_000 }, async own => {
    const server = await srtServer('let-me-in-please')
    own.onTestFinished(() => server.close())
    const program = await started(own, [server.url, '--keep'])
    await until('it plays', async () => /^avc1\.[0-9a-f]{6},mp4a\.40\.2$/.test((await codecs(program)) ?? ''), 30_000)
    expect(await stillsChange(program)).toBe(true)
    expect(program.output()).not.toContain('let-me-in')
  })
})

test.concurrent('a web page is not an MJPEG camera', { timeout: 60_000 }, async own => {
  const camera = await httpMjpegCamera({ fault: 'html' })
  own.onTestFinished(() => camera.close())
  const program = await started(own, [camera.url])
  await fetch(`${program.address}/cameras/front/still.jpg?wait=1`)
  expect((await cameraIs(program.address, 'front', 'lost')).state.reason).toMatch(/MJPEG|multipart|picture/i)
})

test.concurrent('a video file plays in a loop, with its sound', { timeout: 60_000 }, async own => {
  const program = await started(own, [film])
  expect(await codecs(program)).toMatch(/^avc1\.[0-9a-f]{6},mp4a\.40\.2$/)
  await until('it has gone round', async () => {
    expect(await stillsChange(program)).toBe(true)
    return ((await seeCamera(program.address, 'front')).picture?.sequence ?? 0) > 3 * 25 + 10
  })
})

// The FFmpeg of 2018 has to be started again where the size changes.
needs('ffmpeg')('several video files', { concurrent: true }, () => {
  test('several files of different sizes play one after the other, and again', { timeout: 60_000 }, async own => {
    const config = join(folder(own), 'tunnelcam.yaml')
    writeFileSync(config, JSON.stringify({ cameras: [{ id: 'front', source: 'files:', files: films, keep: true }] }))
    const program = await startProgram(['--config', config])
    own.onTestFinished(() => program.close())
    await until('it has gone round', async () => {
      const { picture, video } = await seeCamera(program.address, 'front')
      return (picture?.sequence ?? 0) > 2 * 30 && video?.width === 320
    })
    expect(program.log().filter(({ msg }) => msg === 'FFmpeg started')).toHaveLength(1)
    expect(await stillsChange(program)).toBe(true)
  })
})

test.concurrent('a folder of pictures is shown in a loop', { timeout: 60_000 }, async own => {
  const path = join(folder(own), "it's 100 % odd")
  mkdirSync(path)
  for (const [index, jpeg] of pictures.slice(0, 3).entries()) writeFileSync(join(path, `${index} x.jpg`), jpeg)
  const program = await started(own, [`${path}/`, '--rate', '2'])
  expect(await stillsChange(program)).toBe(true)
  expect(await codecs(program)).toMatch(/^avc1/)
})

test.concurrent('a watched folder shows each newly dropped JPEG', { timeout: 60_000 }, async own => {
  const path = folder(own)
  const [first, second] = pictures
  if (!first || !second) throw new Error('the fixtures have two JPEGs at least')
  writeFileSync(join(path, 'a.jpg'), first)
  const program = await started(own, [`${path}/`, '--watch', '--keep'])
  const still = async () => Buffer.from(await (await fetch(`${program.address}/cameras/front/still.jpg`)).arrayBuffer())
  await until('the first is shown', async () => (await still()).equals(first))
  const aside = join(folder(own), 'half')
  writeFileSync(aside, second)
  copyFileSync(aside, `${aside}.copy`)
  renameSync(aside, join(path, 'b.jpg'))
  await until('the second is shown', async () => (await still()).equals(second))
})
