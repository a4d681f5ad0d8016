import { expect, test } from 'vitest'
import { startAgent } from '../../../src/agent/agent.ts'
import { findFfmpeg } from '../../../src/agent/ffmpeg/find.ts'
import type { CameraConfig } from '../../../src/config.ts'
import type { Camera } from '../../../src/hub/camera.ts'
import { Hub } from '../../../src/hub/hub.ts'
import { needs } from '../../support/require.ts'
import { rtspCamera } from '../../support/rtspCamera.ts'
import { loudness } from '../../support/sync/loudness.ts'
import { type PulseServer, pulseServer } from '../../support/sync/pulseServer.ts'
import type { TestsOwn } from '../../support/testsOwn.ts'
import { until } from '../../support/until.ts'
import { camera as config, silentLog } from '../given.ts'

// These run beside each other, as all of them wait for what is heard.

const ffmpeg = await findFfmpeg({ env: process.env })
const picture = { size: { width: 160, height: 90 }, rate: 25, idle: 1 }

function start({ onTestFinished }: TestsOwn, given: Partial<CameraConfig>): Camera {
  const hub = new Hub()
  const listen = { host: '127.0.0.1', port: 0 }
  const cameras = [config({ ...picture, ...given })]
  const agent = startAgent({ hub, config: { listen, open: false, cameras }, ffmpeg, log: silentLog })
  onTestFinished(() => agent.stop())
  const camera = hub.cameras.get('door')
  if (!camera) throw new Error('the agent added no camera')
  return camera
}

const heard = (camera: Camera, withinMs = 20_000) =>
  until('HLS is loud', async () => (await loudness(camera)) > -40, withinMs)
const silent = (camera: Camera, withinMs = 20_000) =>
  until('HLS is silent', async () => (await loudness(camera)) < -80, withinMs)

test.concurrent('a test picture has the sound of a test tone', { timeout: 40_000 }, async own => {
  const camera = start(own, { audio: 'test:' })
  camera.demand.hold('video')
  await heard(camera)
  expect(camera.window.init?.tracks.map(({ kind }) => kind)).toEqual(['video', 'audio'])
  expect(camera.warnings).toEqual([])
})

test.concurrent('a picture every two seconds has its sound all the same', { timeout: 40_000 }, async own => {
  const camera = start(own, { audio: 'test:', rate: 0.5 })
  camera.demand.hold('video')
  await heard(camera)
})

test.concurrent('nobody listens for those who want JPEGs only, nor after the last who wants video', {
  timeout: 40_000,
}, async own => {
  const camera = start(own, { audio: 'test:' })
  camera.demand.hold('jpeg')
  await until('there are pictures', () => (camera.pictures.latest?.sequence ?? 0) > 10)
  expect(camera.sideSound?.comes).toBe(false)
  const leave = camera.demand.hold('video')
  await until('somebody listens', () => camera.sideSound?.comes === true)
  leave()
  await until('nobody listens', () => camera.sideSound?.comes === false)
})

test.concurrent('who comes for JPEGs interrupts the picture of others, and not what is heard', {
  timeout: 40_000,
}, async own => {
  const camera = start(own, { audio: 'test:' })
  camera.demand.hold('video')
  await heard(camera)
  let silences = 0
  const watching = setInterval(() => {
    if (camera.sideSound?.comes !== true) silences++
  }, 10)
  camera.demand.hold('jpeg')
  await until('FFmpeg is started again', () => camera.counts.restarts === 1)
  const init = camera.window.init?.number ?? 0
  await until('HLS goes on', () => (camera.window.init?.number ?? 0) > init)
  await until('HLS is loud', async () => (await loudness(camera)) > -40)
  clearInterval(watching)
  expect(silences).toBe(0)
})

test.concurrent('a microphone that is not there is told, and the picture comes at once all the same', {
  timeout: 40_000,
}, async own => {
  const camera = start(own, { audio: 'alsa:hw:9,0' })
  camera.demand.hold('video')
  await until('there is a warning', () => camera.warnings.length > 0)
  expect(camera.warnings[0]).toMatch(
    /^The microphone alsa:hw:9,0 can’t be heard, so there is silence until it is back: (There is no such|This FFmpeg can)/,
  )
  await until('there is video', () => camera.window.hasWholeSegment, 10_000)
  await silent(camera)
})

test.concurrent('a second source at an address: its sound, not its picture; its password in no word', {
  timeout: 60_000,
}, async own => {
  const second = await rtspCamera({ audio: 'pcmu', login: 'me:s3cretword' })
  own.onTestFinished(second.close)
  const camera = start(own, { audio: second.urlWithLogin })
  camera.demand.hold('video')
  await heard(camera)
  expect(camera.window.init?.tracks[0]).toMatchObject({ width: 160, height: 90 })
  const { length } = camera.window.state().segments
  await second.kill()
  await until('there is a warning', () => camera.warnings.length > 0, 20_000)
  expect(camera.warnings.join()).not.toMatch(/s3cretword|127\.0\.0\.1/)
  expect(camera.warnings[0]).toMatch(
    /^The source of sound (is gone|can’t be heard), so there is silence until it is back: /,
  )
  await silent(camera)
  await second.restart()
  await heard(camera, 30_000)
  expect(camera.warnings).toEqual([])
  expect(camera.window.discontinuities).toBe(0)
  expect(camera.counts.restarts).toBe(0)
  expect(length).toBeGreaterThan(0)
})

needs('pulseaudio')('a microphone of PulseAudio', { concurrent: true }, () => {
  test('that dies leaves the picture alone, and is heard again when it is back', { timeout: 60_000 }, async own => {
    const pulse = await withPulse(own)
    await pulse.plugIn('mic')
    const camera = start(own, { audio: 'pulse:mic' })
    camera.demand.hold('video')
    await heard(camera)
    await pulse.kill()
    await until('there is a warning', () => camera.warnings.length > 0)
    expect(camera.warnings[0]).toMatch(/^The microphone pulse:mic (is gone|can’t be heard), so there is silence/)
    await silent(camera)
    await pulse.restart()
    await pulse.plugIn('mic')
    await heard(camera, 30_000)
    await until('nothing is wrong any more', () => camera.warnings.length === 0)
    expect(camera.window.discontinuities).toBe(0)
    expect(camera.counts.restarts).toBe(0)
  })
})

// After that: which PulseAudio is meant stands in the environment of all.
needs('pulseaudio', 'alsa')('a microphone of ALSA', () => {
  test('is heard', { timeout: 60_000 }, async own => {
    const pulse = await withPulse(own)
    await pulse.plugIn('mic')
    const camera = start(own, { audio: 'alsa:pulse' }) // the sound card that ALSA's own plugin makes of PulseAudio
    camera.demand.hold('video')
    await heard(camera)
    expect(camera.warnings).toEqual([])
  })
})

async function withPulse({ onTestFinished }: TestsOwn): Promise<PulseServer> {
  const pulse = await pulseServer()
  const before = process.env.PULSE_SERVER
  Object.assign(process.env, pulse.env)
  onTestFinished(async () => {
    if (before === undefined) delete process.env.PULSE_SERVER
    else process.env.PULSE_SERVER = before
    await pulse.close()
  })
  return pulse
}
