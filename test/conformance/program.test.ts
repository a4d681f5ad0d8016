import { beforeAll, describe, expect, test, vi } from 'vitest'
import { httpMjpegCamera, jpegs } from '../support/httpMjpegCamera.ts'
import { startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { rtspCamera } from '../support/rtspCamera.ts'
import type { TestsOwn } from '../support/testsOwn.ts'
import { until } from '../support/until.ts'
import { everyKind, v4l2Camera } from '../support/v4l2/camera.ts'
import type { Capture } from './capture.ts'
import { check } from './check.ts'
import { capture } from './follow.ts'
import { othersComplaints } from './others.ts'

// hls-parser lets the last three segments list parts; the clause (RFC 8216bis §4.4.4.9) says three target durations,
// and that is what our own rule `parts-dropped` judges.
const countsSegments = 'hls-parser: Invalid Playlist : Remove EXT-X-PART tags from the Playlist after they are greater'

// Each with a program of its own, whose clock and rate are judged: with more of them a small machine would be too late.
// These run beside each other, as all of them wait for segments most of the time.
vi.setConfig({ maxConcurrency: 2 })

// Made before anything runs: FFmpeg holds this whole process up while it makes them.
jpegs()

/** Starts the program on a source and follows its HLS for so many seconds. */
async function follow(
  { onTestFinished }: TestsOwn,
  source: string,
  seconds: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Capture> {
  const program = await startProgram([source, '--id', 'front'], { env })
  onTestFinished(() => program.close())
  return capture(`${program.address}/cameras/front/hls/index.m3u8`, seconds)
}

function expectConforming(captured: Capture): void {
  expect(check(captured)).toEqual([])
  expect(othersComplaints(captured).filter(complaint => !complaint.startsWith(countsSegments))).toEqual([])
}

const discontinuities = ({ playlists }: Capture) =>
  new Set(
    playlists.flatMap(({ text }) =>
      [...text.matchAll(/#EXT-X-DISCONTINUITY\n(?:#.*\n)*?#EXT-X-PART:.*URI="([^"]+)"/g)].map(([, uri]) => uri),
    ),
  )

describe('what the program serves conforms', { timeout: 90_000, concurrent: true }, () => {
  test('from the test picture, until segments leave the window', async own => {
    const captured = await follow(own, 'test:', 16)
    expect(captured.playlists.length).toBeGreaterThan(30)
    expect(captured.playlists.some(({ text }) => text.includes('#EXT-X-SKIP'))).toBe(true)
    expectConforming(captured)
  })

  test('from an RTSP camera, H.264 passed through with its sound', async own => {
    const camera = await rtspCamera({ audio: 'aac' })
    own.onTestFinished(() => camera.close())
    const captured = await follow(own, camera.url, 8)
    expect(captured.multivariant?.text).toContain('mp4a.40.2')
    expectConforming(captured)
  })

  // Alone: what comes late here is late by a whole keyframe's distance.
  test.sequential('from an RTSP camera with a keyframe every four seconds', async own => {
    const camera = await rtspCamera({ keyframeSeconds: 4 })
    own.onTestFinished(() => camera.close())
    expectConforming(await follow(own, camera.url, 14))
  })

  test.for([
    ['RTSP camera that sends JPEGs', { video: 'mjpeg' }],
    ['RTSP camera with B-frames', { bFrames: 2 }],
    ['RTSP camera with G.711 sound', { audio: 'pcmu' }],
  ] as const)('from an %s', async ([, options], own) => {
    const camera = await rtspCamera(options)
    own.onTestFinished(() => camera.close())
    expectConforming(await follow(own, camera.url, 8))
  })

  test('from an HTTP MJPEG camera', async own => {
    const camera = await httpMjpegCamera()
    own.onTestFinished(() => camera.close())
    expectConforming(await follow(own, camera.url, 8))
  })
})

needs('v4l2')('what the program serves of a V4L2 camera conforms', () => {
  beforeAll(() => v4l2Camera({ modes: everyKind }).close()) // whose clips are made then

  test.concurrent.for(['h264', 'mjpeg', 'yuyv'] as const)('%s', { timeout: 60_000 }, async (kind, own) => {
    const camera = v4l2Camera({ modes: [{ kind, width: 640, height: 480, rates: [30, 15] }] })
    own.onTestFinished(() => camera.close())
    expectConforming(await follow(own, camera.path, 6, camera.env))
  })

  test.concurrent('also when it is unplugged and plugged in again', { timeout: 90_000 }, async own => {
    const camera = v4l2Camera({ modes: [{ kind: 'h264', width: 640, height: 480, rates: [30, 15] }] })
    own.onTestFinished(() => camera.close())
    const program = await startProgram([camera.path, '--id', 'front'], { env: camera.env })
    own.onTestFinished(() => program.close())
    const state = async () => {
      const answer: unknown = await (await fetch(`${program.address}/api/cameras/front`)).json()
      return /"kind":"(\w+)"/.exec(JSON.stringify(answer))?.[1]
    }
    const captured = capture(`${program.address}/cameras/front/hls/index.m3u8`, 14)
    await until('it is live', async () => (await state()) === 'live')
    camera.unplug()
    await until('it is lost', async () => (await state()) === 'lost')
    camera.replug()
    expectConforming(await captured)
    expect(discontinuities(await captured).size).toBe(1)
  })
})
