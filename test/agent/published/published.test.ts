import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Agent, startAgent } from '../../../src/agent/agent.ts'
import { findFfmpeg } from '../../../src/agent/ffmpeg/find.ts'
import type { CameraConfig } from '../../../src/config.ts'
import type { Camera } from '../../../src/hub/camera.ts'
import { Hub } from '../../../src/hub/hub.ts'
import type { Intake } from '../../../src/hub/published/intake.ts'
import type { Picture } from '../../../src/media/jpeg/picture.ts'
import { sentPicture } from '../../support/sent.ts'
import { camera as config, silentLog } from '../given.ts'
import { childrenOf, processName } from '../process/alive.ts'

const ffmpeg = await findFfmpeg({ env: process.env })
const ffmpegs = () => childrenOf(process.pid).filter(pid => /^ffmpeg/.test(processName(pid) ?? ''))

let hub: Hub
let agent: Agent

beforeEach(() => {
  hub = new Hub()
})
afterEach(async () => {
  await agent.stop()
  expect(ffmpegs()).toEqual([])
})

function start(...rest: Partial<CameraConfig>[]) {
  const cameras = rest.map(one => config({ source: 'publish:', idle: 0.5, ...one }))
  agent = startAgent({ hub, ffmpeg, log: silentLog, config: { listen: { host: '', port: 0 }, open: false, cameras } })
}

function published(id = 'door'): { camera: Camera; intake: Intake } {
  const camera = hub.cameras.get(id)
  if (!camera?.intake) throw new Error(`${id} takes nothing`)
  return { camera, intake: camera.intake }
}

/** Publishes 20 pictures a second, until the test is over or the returned function is called. */
function publish(intake: Intake, size?: { width: number; height: number }) {
  const publisher = intake.connect(performance.now())
  const timer = setInterval(() => publisher.picture(sentPicture(size), performance.now()), 50)
  publisher.picture(sentPicture(size), performance.now())
  const vanish = () => clearInterval(timer)
  onTestFinished(vanish)
  return { publisher, vanish }
}

const reaches = (camera: Camera, state: object, timeout = 10_000) =>
  vi.waitFor(() => expect(camera.state).toMatchObject(state), { timeout, interval: 20 })

describe('a camera that is published to', () => {
  test('is lost with words while nobody publishes, and live as soon as somebody does', async () => {
    start({})
    const { camera, intake } = published()
    onTestFinished(camera.demand.hold('jpeg'))
    await reaches(camera, { kind: 'lost', reason: 'Nobody publishes to this camera yet.' })
    publish(intake)
    await reaches(camera, { kind: 'live' })
  })

  test('takes pictures that nobody wants, and shows the newest at once to who comes', async () => {
    start({})
    const { camera, intake } = published()
    publish(intake)
    expect([camera.state.kind, camera.pictures.latest, ffmpegs()]).toEqual(['idle', undefined, []])
    onTestFinished(camera.demand.hold('jpeg'))
    await reaches(camera, { kind: 'live' })
    expect(camera.pictures.latest).toMatchObject({ width: 64, height: 48 })
  })

  test('hands JPEGs on as they came, without FFmpeg, with their own time', async () => {
    start({})
    const { camera, intake } = published()
    onTestFinished(camera.demand.hold('jpeg'))
    const sent = { ...sentPicture(), capturedAt: Date.now() - 700 }
    const seen: Picture[] = []
    camera.pictures.subscribe(picture => seen.push(picture))
    intake.connect(performance.now()).picture(sent, performance.now())
    await vi.waitFor(() => expect(seen).toHaveLength(1), { timeout: 5000 })
    expect(seen[0]).toMatchObject({ sequence: 1, capturedAt: sent.capturedAt })
    expect(seen[0]?.jpeg.buffer).toBe(sent.draft.jpeg.buffer)
    expect(ffmpegs()).toEqual([])
  })

  test('is encoded only while somebody wants video, and viewers of JPEGs see no gap', { timeout: 30_000 }, async () => {
    start({})
    const { camera, intake } = published()
    onTestFinished(camera.demand.hold('jpeg'))
    publish(intake)
    await reaches(camera, { kind: 'live' })
    let longest = 0
    let before = performance.now()
    camera.pictures.subscribe(() => {
      longest = Math.max(longest, performance.now() - before)
      before = performance.now()
    })
    const release = camera.demand.hold('video')
    await vi.waitFor(() => expect(camera.window.newestCapturedAt).toBeDefined(), { timeout: 15_000 })
    expect(ffmpegs()).toHaveLength(1)
    expect(camera.window.init?.tracks[0]).toMatchObject({ width: 64, height: 48 })
    expect(longest).toBeLessThan(1500)
    release()
    const stopping = performance.now()
    await agent.stop()
    expect(performance.now() - stopping).toBeLessThan(1500) // sooner than by SIGKILL
  })

  test('goes on as video of one size when its pictures change theirs', { timeout: 30_000 }, async () => {
    start({})
    const { camera, intake } = published()
    onTestFinished(camera.demand.hold('video'))
    const { vanish } = publish(intake)
    await vi.waitFor(() => expect(camera.window.newestCapturedAt).toBeDefined(), { timeout: 15_000 })
    vanish()
    const { init } = camera.window
    const frames = camera.counts.videoFrames
    publish(intake, { width: 160, height: 90 })
    await vi.waitFor(() => expect(camera.counts.videoFrames).toBeGreaterThan(frames + 20), { timeout: 10_000 })
    expect([camera.window.init, camera.counts.restarts]).toEqual([init, 0])
    expect(camera.pictures.latest).toMatchObject({ width: 160, height: 90 })
  })

  test('tells the age of video from the capture too', { timeout: 30_000 }, async () => {
    start({})
    const { camera, intake } = published()
    const publisher = intake.connect(performance.now())
    const late = () => ({ ...sentPicture(), capturedAt: Date.now() - 3000 })
    publisher.picture(late(), performance.now())
    const timer = setInterval(() => publisher.picture(late(), performance.now()), 50)
    onTestFinished(() => clearInterval(timer))
    onTestFinished(camera.demand.hold('video'))
    await vi.waitFor(() => expect(camera.window.newestCapturedAt).toBeDefined(), { timeout: 15_000 })
    expect(Date.now() - (camera.window.newestCapturedAt ?? 0)).toBeGreaterThan(2900)
  })

  test('whose publisher vanishes is lost after a short silence, and back by itself', { timeout: 30_000 }, async () => {
    start({})
    const { camera, intake } = published()
    onTestFinished(camera.demand.hold('jpeg'))
    const { vanish } = publish(intake)
    await reaches(camera, { kind: 'live' })
    vanish()
    await reaches(camera, { kind: 'lost', reason: 'Who publishes to this camera sends nothing any more.' })
    const again = publish(intake)
    await reaches(camera, { kind: 'live' }, 2000)
    again.vanish()
    again.publisher.end(performance.now())
    await reaches(camera, { kind: 'lost', reason: 'Who published to this camera has left.' }, 5000)
  })

  test('does not blink when a publisher comes back in time', { timeout: 30_000 }, async () => {
    start({})
    const { camera, intake } = published()
    onTestFinished(camera.demand.hold('jpeg'))
    const { publisher, vanish } = publish(intake)
    await reaches(camera, { kind: 'live' })
    const states = new Set<string>()
    camera.onState(() => states.add(camera.state.kind))
    vanish()
    publisher.end(performance.now())
    publish(intake)
    const { sequence } = camera.pictures.latest ?? { sequence: 0 }
    await vi.waitFor(() => expect(camera.pictures.latest?.sequence).toBeGreaterThan(sequence + 20), { timeout: 5000 })
    expect(states).toEqual(new Set())
  })

  test('beside another is published to at once, by somebody else', { timeout: 30_000 }, async () => {
    start({}, { id: 'yard' })
    for (const [id, size] of [
      ['door', undefined],
      ['yard', { width: 128, height: 96 }],
    ] as const) {
      onTestFinished(published(id).camera.demand.hold('jpeg'))
      publish(published(id).intake, size)
    }
    await Promise.all(['door', 'yard'].map(id => reaches(published(id).camera, { kind: 'live' })))
    const widths = ['door', 'yard'].map(id => published(id).camera.pictures.latest?.width)
    expect(widths).toEqual([64, 128])
  })
})
