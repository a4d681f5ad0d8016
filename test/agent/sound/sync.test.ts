import { expect, test } from 'vitest'
import { startAgent } from '../../../src/agent/agent.ts'
import { findFfmpeg } from '../../../src/agent/ffmpeg/find.ts'
import type { CameraConfig } from '../../../src/config.ts'
import { Hub } from '../../../src/hub/hub.ts'
import { needs } from '../../support/require.ts'
import { rtspCamera } from '../../support/rtspCamera.ts'
import { type SyncFigures, syncFigures } from '../../support/sync/figures.ts'
import { flashingPicture } from '../../support/sync/flashes.ts'
import { measureSync } from '../../support/sync/measure.ts'
import { pulseServer } from '../../support/sync/pulseServer.ts'
import type { TestsOwn } from '../../support/testsOwn.ts'
import { camera as config, silentLog } from '../given.ts'

// These two run beside each other.

const ffmpeg = await findFfmpeg({ env: process.env })
/** An RTSP sender says only after some five seconds how the clocks of its streams belong together (RFC 3550 §6.4.1). */
const SETTLING = 8

/** Watches these cameras in HLS for so many seconds, and says of each how far beeps and flashes are apart. */
async function measured({ onTestFinished }: TestsOwn, seconds: number, cameras: Record<string, Partial<CameraConfig>>) {
  const hub = new Hub()
  const configs = Object.entries(cameras).map(([id, given]) => config({ id, ...given }))
  const listen = { host: '127.0.0.1', port: 0 }
  const agent = startAgent({ hub, config: { listen, open: false, cameras: configs }, ffmpeg, log: silentLog })
  onTestFinished(() => agent.stop())
  const results = [...hub.cameras.values()].map(async camera => {
    camera.demand.hold('video')
    const all: { at: number; ms: number }[] = []
    for await (const offset of measureSync(camera, seconds)) all.push(offset)
    const settled = all.slice(SETTLING)
    return { id: camera.id, ...syncFigures(settled), warnings: camera.warnings }
  })
  return Promise.all(results)
}

/** Most within 100 ms, and the usual one well within: on a busy machine the pretend senders themselves are late at times. */
function expectTogether({ medianMs, percentWithin100Ms }: SyncFigures, id: string): void {
  expect(Math.abs(medianMs), id).toBeLessThan(60)
  expect(percentWithin100Ms, id).toBeGreaterThan(80)
}

test.concurrent('beep and flash of RTSP cameras stay together: copied, made into AAC, heard on a second way', {
  timeout: 90_000,
}, async own => {
  const kinds = ['aac', 'pcmu'] as const
  const cameras = await Promise.all(kinds.map(audio => rtspCamera({ audio, flashes: true })))
  for (const { close } of cameras) own.onTestFinished(close)
  const direct = kinds.map((kind, index) => [kind, { source: cameras[index]?.url ?? '' }] as const)
  const url = cameras[1]?.url ?? ''
  const sources = [...direct, ['second', { source: url, audio: url }] as const]
  for (const { id, ...figures } of await measured(own, 30, Object.fromEntries(sources))) {
    expect(figures, id).toMatchObject({ warnings: [] })
    expect(figures.pairs, id).toBeGreaterThan(10)
    expectTogether(figures, id)
  }
})

needs('pulseaudio')('a picture from one device and sound from another', { concurrent: true }, () => {
  test('stay together, also when the sound card’s clock is wrong', { timeout: 120_000, retry: 1 }, async own => {
    const pulse = await pulseServer()
    own.onTestFinished(pulse.close)
    const before = process.env.PULSE_SERVER
    Object.assign(process.env, pulse.env)
    own.onTestFinished(async () => {
      if (before === undefined) delete process.env.PULSE_SERVER
      else process.env.PULSE_SERVER = before
    })
    const clocks = { right: 1, fast: 1.001, slow: 0.999 }
    for (const [name, factor] of Object.entries(clocks)) await pulse.plugIn(name, 48_000 * factor)
    const picture = { source: 'ffmpeg:', ffmpeg: flashingPicture }
    const cameras = Object.keys(clocks).map(name => [name, { ...picture, audio: `pulse:${name}` }] as const)
    const drifts = new Map<string, number>()
    for (const { id, ...figures } of await measured(own, 45, Object.fromEntries(cameras))) {
      expect(figures, id).toMatchObject({ warnings: [] })
      expect(figures.pairs, id).toBeGreaterThan(30)
      expectTogether(figures, id)
      drifts.set(id, figures.driftMsPerHour)
    }
    // Left alone, clocks that are wrong by 0.1 % either way would part by 7200 ms an hour; what a busy machine does, it does to both.
    expect(Math.abs((drifts.get('fast') ?? 0) - (drifts.get('slow') ?? 0))).toBeLessThan(3600)
  })
})
