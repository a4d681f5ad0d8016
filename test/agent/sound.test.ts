import { describe, expect, test, vi } from 'vitest'
import { startAgent } from '../../src/agent/agent.ts'
import { ofFfmpegInstaller } from '../../src/agent/ffmpeg/candidates.ts'
import type { Ffmpeg } from '../../src/agent/ffmpeg/ffmpeg.ts'
import { findFfmpeg } from '../../src/agent/ffmpeg/find.ts'
import type { Camera } from '../../src/hub/camera.ts'
import type { Want } from '../../src/hub/demand.ts'
import { Hub } from '../../src/hub/hub.ts'
import { type RtspCamera, rtspCamera } from '../support/rtspCamera.ts'
import type { TestsOwn } from '../support/testsOwn.ts'
import { camera as config, silentLog } from './given.ts'

// These run beside each other, as all of them wait for sound that does not come.

const found = await findFfmpeg({ env: process.env })
const bundled = await findFfmpeg({ option: await ofFfmpegInstaller(), env: {} })

interface Given {
  readonly muted: boolean
  readonly wants: readonly Want[]
  readonly ffmpeg?: Ffmpeg
}

async function watched(
  { onTestFinished }: TestsOwn,
  audio: 'aac' | 'pcmu',
  given: Given,
): Promise<{ camera: Camera; device: RtspCamera }> {
  const { muted, wants, ffmpeg = found } = given
  const device = await rtspCamera({ audio })
  onTestFinished(device.close)
  if (muted) device.mute()
  const hub = new Hub()
  const cameras = [config({ source: device.url })]
  const listen = { host: '127.0.0.1', port: 0 }
  const agent = startAgent({ hub, config: { listen, open: false, cameras }, ffmpeg, log: silentLog })
  onTestFinished(() => agent.stop())
  const camera = hub.cameras.get('door')
  if (!camera) throw new Error('the agent added no camera')
  for (const want of wants) camera.demand.hold(want)
  return { camera, device }
}

/** Resolves when the newest part of HLS was captured after `ms` since 1970. */
const videoAfter = (camera: Camera, ms: number, timeout: number) =>
  vi.waitFor(() => expect(camera.window.newestCapturedAt).toBeGreaterThan(ms), { timeout, interval: 50 })

describe.each(['aac', 'pcmu'] as const)('an IP camera with %s sound', { concurrent: true }, audio => {
  test('goes on in HLS when its sound stops', async own => {
    const { camera, device } = await watched(own, audio, { muted: false, wants: ['video'] })
    await videoAfter(camera, 0, 8000)
    device.mute()
    await videoAfter(camera, Date.now() + 2000, 4000)
    expect(camera.warnings).toEqual([])
  })
})

test.concurrent('an IP camera that announces AAC and sends none has HLS at once', async own => {
  const { camera } = await watched(own, 'aac', { muted: true, wants: ['video'] })
  await videoAfter(camera, 0, 8000)
  expect(camera.warnings).toEqual([])
})

describe.each([
  ['the FFmpeg that is found', found],
  ['the FFmpeg of the npm registry', bundled],
])('with %s', { concurrent: true }, (_, ffmpeg) => {
  test.for<[string, Want[], number]>([
    ['seconds', ['video', 'jpeg'], 9000],
    ['some ten seconds, when nothing else comes that could tell', ['video'], 16_000],
  ])(
    'an IP camera that announces G.711 and sends none has HLS without sound within %s',
    async ([, wants, within], own) => {
      const { camera } = await watched(own, 'pcmu', { muted: true, wants, ffmpeg })
      await videoAfter(camera, 0, within)
      const newest = camera.window.newestCapturedAt ?? 0
      expect(camera.warnings).toEqual([
        'The camera is shown without sound (audio: false spares the wait): The camera announces sound and sends none.',
      ])
      await videoAfter(camera, newest, 3000)
      expect(camera.state.kind).toBe('live')
    },
  )
})
