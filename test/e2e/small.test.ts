import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import { check } from '../conformance/check.ts'
import { capture } from '../conformance/follow.ts'
import { fixtureFfmpeg, onPath } from '../support/ffmpeg.ts'
import { httpMjpegCamera, jpegs } from '../support/httpMjpegCamera.ts'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { rtspCamera } from '../support/rtspCamera.ts'
import type { TestsOwn } from '../support/testsOwn.ts'
import { until } from '../support/until.ts'
import { cameraIs } from './watching.ts'

// Each with a program of its own, whose clock and rate are judged: with more of them a small machine would be too late.
// These run beside each other, as all of them wait for pictures most of the time.
vi.setConfig({ maxConcurrency: 2 })

// Made before anything runs: FFmpeg holds this whole process up while it makes them.
jpegs()

/** Starts the program with one camera, `front`, and a small picture of at most 160 pixels beside it. */
async function started(
  { onTestFinished }: TestsOwn,
  source: string,
  { more = '', ffmpeg = '' } = {},
): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), 'tunnelcam-small-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const sub = 'sub: { size: 160x160, rate: 10, bitrate: 80 }'
  const file = join(folder, 'tunnelcam.yaml')
  await writeFile(file, `cameras: [{ id: front, source: "${source}", idle: 1, ${sub} ${more} }]\n`)
  const program = await startProgram(['--config', file, ...(ffmpeg ? ['--ffmpeg', ffmpeg] : [])])
  onTestFinished(() => program.close())
  return program
}

/** An FFmpeg that makes no small picture. */
async function withoutSmall({ onTestFinished }: TestsOwn): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tunnelcam-ffmpeg-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'ffmpeg')
  const script = `#!/bin/sh\ncase "$*" in *scale=160:*) echo 'Out of order' >&2; exit 1;; esac\nexec "${fixtureFfmpeg()}" "$@"\n`
  await writeFile(path, script, { mode: 0o755 })
  return path
}

const hls = ({ address }: Program) => `${address}/cameras/front/hls`

/** The FFmpegs that run: the camera's own, and the small picture's. */
function running(program: Program): { full: number[]; small: number[] } {
  const pids = (small: boolean) =>
    program.ffmpegs().flatMap(({ pid, command }) => (command.join(' ').includes('scale=160:') === small ? [pid] : []))
  return { full: pids(false), small: pids(true) }
}

/** A viewer of one media playlist: all parts that it named so far, in order, and whether it told of a break. */
function viewer(url: string): { parts: number[]; broken(): boolean; stop(): Promise<void> } {
  const stopping = new AbortController()
  const parts: number[] = []
  let broken = false
  const watching = (async () => {
    let query = ''
    while (!stopping.signal.aborted) {
      const response = await fetch(`${url}${query}`, { signal: stopping.signal })
      const text = await response.text()
      if (!response.ok) continue
      broken ||= text.includes('#EXT-X-DISCONTINUITY\n')
      const named = Array.from(text.matchAll(/PART:.*URI="part-(\d+)/g), ([, id]) => Number(id))
      parts.push(...named.filter(id => id > (parts.at(-1) ?? 0)))
      const open = text.split(/\nsegment-\d+\.m4s\n/).at(-1) ?? ''
      const first = Number(/MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1])
      const msn = first + (text.match(/\nsegment-/g) ?? []).length
      query = `?_HLS_msn=${msn}&_HLS_part=${(open.match(/#EXT-X-PART:/g) ?? []).length}`
    }
  })().catch(error => {
    if (!stopping.signal.aborted) throw error
  })
  return {
    parts,
    broken: () => broken,
    stop: async () => {
      stopping.abort()
      await watching
    },
  }
}

/** Each part follows the one before. */
function inARow(parts: readonly number[]): boolean {
  return parts.every((id, index) => index === 0 || id === (parts[index - 1] ?? 0) + 1)
}

describe('the small picture beside the full one', { timeout: 90_000, concurrent: true }, () => {
  test('is made while somebody watches it, and who watches the full one notices nothing', async own => {
    const camera = await rtspCamera({ audio: 'aac' })
    own.onTestFinished(() => camera.close())
    const program = await started(own, camera.url)
    const index = await (await fetch(`${hls(program)}/index.m3u8`)).text()
    expect(index).toMatch(/RESOLUTION=640x360.*\nmedia\.m3u8\n.*RESOLUTION=160x90.*\nsub\/media\.m3u8\n$/)
    const full = viewer(`${hls(program)}/media.m3u8`)
    own.onTestFinished(() => full.stop())
    await until('the full picture is watched', () => full.parts.length > 5)
    const [pid] = running(program).full
    expect(running(program)).toEqual({ full: [pid], small: [] })

    const small = viewer(`${hls(program)}/sub/media.m3u8`)
    await until('the small picture comes', () => small.parts.length > 12, 20_000)
    expect(running(program)).toEqual({ full: [pid], small: [expect.any(Number)] })
    await small.stop()
    await until('it is not made any more', () => running(program).small.length === 0, 15_000)
    const then = full.parts.length
    await until('the full picture goes on', () => full.parts.length > then + 3)
    expect([running(program).full, inARow(full.parts), full.broken(), camera.viewers()]).toEqual([
      [pid],
      true,
      false,
      1,
    ])
    await full.stop()
  })

  test('goes on in the middle of a segment when its FFmpeg is killed', async own => {
    const program = await started(own, 'test:', { more: ', size: 640x360' })
    const small = viewer(`${hls(program)}/sub/media.m3u8`)
    own.onTestFinished(() => small.stop())
    await until('the small picture comes', () => small.parts.length > 4, 20_000)
    for (let times = 0; times < 3; times++) {
      const before = small.parts.length
      await until('more of it comes', () => small.parts.length > before + times + 1, 20_000)
      const [pid] = running(program).small
      if (pid === undefined) throw new Error('no FFmpeg makes the small picture')
      process.kill(pid, 'SIGKILL')
      await until('another FFmpeg makes it', () => ![undefined, pid].includes(running(program).small[0]), 20_000)
    }
    const then = small.parts.length
    await until('it goes on', () => small.parts.length > then + 5, 20_000)
    expect([inARow(small.parts), small.broken()]).toEqual([true, false])
    expect((await cameraIs(program.address, 'front', 'live')).warnings).toEqual([])
    await small.stop()
  })

  // Alone: it is a matter of seconds.
  test.sequential('is lost and comes back with the camera, and both agree all along', async own => {
    const camera = await rtspCamera({ audio: 'aac' })
    own.onTestFinished(() => camera.close())
    const program = await started(own, camera.url)
    const captured = capture(`${hls(program)}/index.m3u8`, 20)
    await until('the small picture is made', () => running(program).small.length === 1, 20_000)
    await cameraIs(program.address, 'front', 'live')
    await camera.kill()
    await cameraIs(program.address, 'front', 'lost')
    await until('nothing makes the small picture any more', () => running(program).small.length === 0)
    await camera.restart()
    await cameraIs(program.address, 'front', 'live', 30_000)
    const { playlists } = await captured
    expect(check(await captured)).toEqual([])
    const broken = playlists
      .filter(({ text }) => text.includes('#EXT-X-DISCONTINUITY\n'))
      .map(({ url }) => new URL(url).pathname)
    expect([...new Set(broken)].sort()).toEqual(['/cameras/front/hls/media.m3u8', '/cameras/front/hls/sub/media.m3u8'])
  })

  test.for([
    ['an MJPEG camera', httpMjpegCamera],
    ['an RTSP camera with a keyframe every four seconds', () => rtspCamera({ keyframeSeconds: 4 })],
    ['an RTSP camera with B-frames', () => rtspCamera({ bFrames: 2 })],
    ['an RTSP camera at 12 a second with sound', () => rtspCamera({ rate: 12, audio: 'pcmu' })],
  ] as const)('agrees with the full one of %s', async ([, camera], own) => {
    const given = await camera()
    own.onTestFinished(() => given.close())
    const captured = await capture(`${hls(await started(own, given.url))}/index.m3u8`, 8)
    expect(captured.playlists.filter(({ url }) => url.includes('/sub/')).length).toBeGreaterThan(10)
    expect(check(captured)).toEqual([])
  })

  test('that can’t be made leaves the full one alone, and words say so', async own => {
    const program = await started(own, 'test:', { more: ', size: 640x360', ffmpeg: await withoutSmall(own) })
    const full = viewer(`${hls(program)}/media.m3u8`)
    own.onTestFinished(() => full.stop())
    await until('the full picture is watched', () => full.parts.length > 2, 20_000)
    const small = () => fetch(`${hls(program)}/sub/media.m3u8`)
    const asked = small().then(({ status }) => status)
    asked.catch(() => undefined) // the program may end before it is answered, where this test fails
    await until('it is given up', async () => (await cameraIs(program.address, 'front', 'live')).warnings.length > 0)
    expect((await cameraIs(program.address, 'front', 'live')).warnings).toEqual([
      "The small picture can't be made now, the full one goes on: FFmpeg says: Out of order",
    ])
    expect(await (await fetch(`${hls(program)}/index.m3u8`)).text()).not.toContain('sub/')
    expect([(await small()).status, await asked]).toEqual([503, 503])
    expect(inARow(full.parts)).toBe(true)
    await full.stop()
  })
})

needs('ffprobe')('what others find in the small picture', { concurrent: true }, () => {
  test('is its size, its rate and the sound of the full one', { timeout: 60_000 }, async own => {
    const camera = await rtspCamera({ audio: 'aac' })
    own.onTestFinished(() => camera.close())
    const program = await started(own, camera.url)
    const entries = 'stream=codec_name,profile,width,height,r_frame_rate,avg_frame_rate,sample_rate'
    const { stdout, stderr } = await promisify(execFile)(
      onPath('ffprobe') ?? '',
      ['-v', 'error', '-show_entries', entries, '-of', 'json', `${hls(program)}/sub/media.m3u8`],
      { timeout: 40_000 },
    )
    expect(stderr).toBe('')
    const [, rate] = /"avg_frame_rate": "([\d/]+)"/.exec(stdout) ?? []
    const [frames = 0, seconds = 1] = rate?.split('/').map(Number) ?? []
    expect(frames / seconds).toBeGreaterThan(7)
    expect(frames / seconds).toBeLessThan(10.5)
    expect(JSON.parse(stdout)).toMatchObject({
      streams: [
        { codec_name: 'h264', profile: 'Main', width: 160, height: 90 },
        { codec_name: 'aac', sample_rate: '16000' },
      ],
    })
  })
})
