import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import { startAgent } from '../../../src/agent/agent.ts'
import { findFfmpeg } from '../../../src/agent/ffmpeg/find.ts'
import { Hub } from '../../../src/hub/hub.ts'
import { clip, fixtureFfmpeg } from '../../support/ffmpeg.ts'
import { needs } from '../../support/require.ts'
import {
  flvServer,
  hlsServer,
  rtmpServer,
  type StreamServer,
  sentClip,
  srtServer,
} from '../../support/streamServers.ts'
import { loudness } from '../../support/sync/loudness.ts'
import type { TestsOwn } from '../../support/testsOwn.ts'
import { until } from '../../support/until.ts'
import { camera as config, silentLog } from '../given.ts'

const ffmpeg = await findFfmpeg({ env: process.env })

// Made before anything runs: FFmpeg holds this whole process up while it makes them.
const beep = clip(['-f', 'lavfi', '-i', 'sine=frequency=440:duration=1', '-c:a', 'libmp3lame'], 'mp3')
sentClip()

// Each starts an FFmpeg or two: more of them at once, and a small machine would keep them waiting for each other.
// These run beside each other, as all of them wait for sound most of the time.
vi.setConfig({ maxConcurrency: 4 })

/** Shows a small test picture with this sound, and waits until HLS is loud. */
async function heard({ onTestFinished }: TestsOwn, audio: string): Promise<readonly string[]> {
  const hub = new Hub()
  const cameras = [config({ size: { width: 160, height: 90 }, rate: 25, audio })]
  const agent = startAgent({
    hub,
    config: { listen: { host: '127.0.0.1', port: 0 }, open: false, cameras },
    ffmpeg,
    log: silentLog,
  })
  onTestFinished(() => agent.stop())
  const camera = hub.cameras.get('door')
  if (!camera) throw new Error('the agent added no camera')
  camera.demand.hold('video')
  await until('HLS is loud', async () => (await loudness(camera)) > -40, 30_000)
  expect(camera.window.init?.tracks[0]).toMatchObject({ width: 160, height: 90 })
  return camera.warnings
}

/** A radio, or the sound of a phone's camera: without an end, and without a picture. */
async function radio(...format: string[]): Promise<StreamServer> {
  const senders = new Set<ChildProcess>()
  const tone = ['-re', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=44100']
  const server = createServer((_, response) => {
    const sender = spawn(fixtureFfmpeg(), ['-nostdin', '-v', 'error', ...tone, ...format, 'pipe:1'])
    senders.add(sender)
    sender.stdout.pipe(response)
    response.on('close', () => sender.kill('SIGKILL'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server that listens has one
  return {
    url: `http://127.0.0.1:${port}/audio`,
    close: async () => {
      for (const sender of senders) sender.kill('SIGKILL')
      server.closeAllConnections()
      server.close()
    },
  }
}

test.concurrent.for([
  ['RTMP', () => rtmpServer()],
  ['FLV over HTTP', () => flvServer()],
  ['HLS', () => hlsServer()],
  ['an MP3 radio', () => radio('-c:a', 'libmp3lame', '-f', 'mp3')],
  ['an AAC radio', () => radio('-c:a', 'aac', '-f', 'adts')],
  ['an endless WAV, as IP Webcam serves it', () => radio('-c:a', 'pcm_s16le', '-f', 'wav')],
  ['an Opus stream', () => radio('-c:a', 'libopus', '-f', 'ogg')],
] as const)('sound comes from %s', { timeout: 60_000 }, async ([, start], own) => {
  const server = await start()
  own.onTestFinished(server.close)
  expect(await heard(own, server.url)).toEqual([])
})

needs('srt')('a sender by SRT', { concurrent: true }, () => {
  test('is heard', { timeout: 60_000 }, async own => {
    const server = await srtServer()
    own.onTestFinished(server.close)
    expect(await heard(own, server.url)).toEqual([])
  })
})

test.concurrent('sound comes from a file, again and again', { timeout: 60_000 }, async own => {
  expect(await heard(own, beep)).toEqual([])
})
