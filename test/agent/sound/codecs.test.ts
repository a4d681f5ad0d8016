import { expect, test, vi } from 'vitest'
import { startAgent } from '../../../src/agent/agent.ts'
import { findFfmpeg } from '../../../src/agent/ffmpeg/find.ts'
import type { Camera } from '../../../src/hub/camera.ts'
import { Hub } from '../../../src/hub/hub.ts'
import { clip } from '../../support/ffmpeg.ts'
import { rtspCamera } from '../../support/rtspCamera.ts'
import { loudness } from '../../support/sync/loudness.ts'
import type { TestsOwn } from '../../support/testsOwn.ts'
import { until } from '../../support/until.ts'
import { camera as config, silentLog } from '../given.ts'

const ffmpeg = await findFfmpeg({ env: process.env })

// Each starts an FFmpeg or two: more of them at once, and a small machine would keep them waiting for each other.
// These run beside each other, as all of them wait for sound most of the time.
vi.setConfig({ maxConcurrency: 4 })

/** Watches a source in HLS until it is heard there; with what was logged meanwhile. */
async function heard({ onTestFinished }: TestsOwn, source: string): Promise<{ camera: Camera; said: string[] }> {
  const said: string[] = []
  const hub = new Hub()
  const listen = { host: '127.0.0.1', port: 0 }
  const log = { ...silentLog, info: (_: object, text: string) => void said.push(text) }
  const agent = startAgent({ hub, config: { listen, open: false, cameras: [config({ source })] }, ffmpeg, log })
  onTestFinished(() => agent.stop())
  const camera = hub.cameras.get('door')
  if (!camera) throw new Error('the agent added no camera')
  camera.demand.hold('video')
  await until('HLS is loud', async () => (await loudness(camera)) > -40, 25_000)
  return { camera, said }
}

// Made before anything runs: FFmpeg holds this whole process up while it makes it.
const inputs = ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:d=20', '-f', 'lavfi', '-i', 'sine=d=20']
const video = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '30', '-pix_fmt', 'yuv420p']
const main = clip([...inputs, ...video, '-c:a', 'aac', '-profile:a', 'aac_main'], 'mp4')

const asMade = { codec: 'mp4a.40.2', sampleRate: 48_000, channels: 2 }

test.concurrent.for([
  ['aac', 'copied', { codec: 'mp4a.40.2', sampleRate: 16_000, channels: 1 }],
  ['aac-5.1', 'copied', { codec: 'mp4a.40.2', sampleRate: 48_000, channels: 6 }],
  ['pcmu', 'made into AAC', asMade],
  ['pcma', 'made into AAC', asMade],
  ['opus', 'made into AAC', asMade],
  ['mp2', 'made into AAC', asMade],
  ['mp3', 'made into AAC', asMade],
] as const)('the sound of an RTSP camera: %s is %s', { timeout: 45_000 }, async ([audio, , track], own) => {
  const device = await rtspCamera({ audio })
  own.onTestFinished(device.close)
  const { camera } = await heard(own, device.url)
  expect(camera.window.init?.tracks[1]).toMatchObject(track)
  expect(camera.warnings).toEqual([])
})

test.concurrent('AAC of a kind that browsers do not play is made into one that they do', {
  timeout: 45_000,
}, async own => {
  const { camera, said } = await heard(own, main)
  expect(camera.window.init?.tracks[1]).toMatchObject(asMade)
  expect(said.filter(text => text.startsWith('the sound is encoded anew'))).toHaveLength(1)
})
