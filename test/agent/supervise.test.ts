import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CaptureEnd } from '../../src/agent/capture/captureEnd.ts'
import type { CapturePlan } from '../../src/agent/capture/plan.ts'
import type { Source } from '../../src/agent/sources/source.ts'
import { supervise } from '../../src/agent/supervise.ts'
import { Camera } from '../../src/hub/camera.ts'
import { camera as config, silentLog } from './given.ts'
import { ManualClock } from './manualClock.ts'

let clock: ManualClock
let camera: Camera
let stop: AbortController
let supervision: Promise<void>
let device: boolean
const starts: { at: number; wanted: string[]; encode: boolean; mute: boolean; state: string }[] = []
let running: { plan: CapturePlan; end: (end: CaptureEnd) => void } | undefined

beforeEach(() => {
  clock = new ManualClock()
  vi.spyOn(performance, 'now').mockImplementation(() => clock.now()) // what the demand goes by
  camera = new Camera(config({ idle: 0 }))
  stop = new AbortController()
  device = true
  starts.length = 0
  running = undefined
  supervision = supervise(camera, {
    capture: plan =>
      new Promise(resolve => {
        const { encode, mute } = plan
        starts.push({ at: clock.now(), wanted: [...plan.wanted], encode, mute, state: camera.state.kind })
        running = { plan, end: resolve }
      }),
    isThere: async () => device,
    log: silentLog,
    clock,
    random: () => 0.5,
    signal: stop.signal,
  })
})

afterEach(async () => {
  stop.abort()
  await end({ kind: 'stopped', healthyMs: 0 })
  await supervision
  vi.restoreAllMocks()
})

async function end(end: CaptureEnd): Promise<void> {
  running?.end(end)
  running = undefined
  await clock.advance(0)
}

const failed = { kind: 'failed', code: 'no_frames', reason: 'No picture came.', healthyMs: 0 } as const

describe('a camera', () => {
  test('is idle until somebody wants it, then it is starting', async () => {
    await clock.advance(60_000)
    expect(starts).toEqual([])
    expect(camera.state.kind).toBe('idle')
    camera.demand.hold('jpeg')
    await clock.advance(0)
    expect(starts).toEqual([{ at: 60_000, wanted: ['jpeg'], encode: false, mute: false, state: 'starting' }])
  })

  test('is idle when it was stopped because nobody wants it', async () => {
    const release = camera.demand.hold('jpeg')
    await clock.advance(20_000)
    release()
    await end({ kind: 'stopped', healthyMs: 20_000 })
    expect(camera.state.kind).toBe('idle')
    await clock.advance(60_000)
    expect(starts).toHaveLength(1)
  })

  test('that does not start is tried again, ever more rarely, and is lost with its reason meanwhile', async () => {
    camera.demand.hold('jpeg')
    await clock.advance(0)
    for (const ms of [500, 1000, 2000, 4000, 8000, 15_000, 15_000]) {
      await end(failed)
      expect(camera.state).toMatchObject({ kind: 'lost', reason: 'No picture came.' })
      await clock.advance(ms)
    }
    expect(starts.map(({ at }) => at)).toEqual([0, 500, 1500, 3500, 7500, 15_500, 30_500, 45_500])
    expect(starts.map(({ state }) => state)).toEqual(['starting', ...Array(7).fill('lost')])
  })

  test.each([
    ['mjpeg', 'not_mjpeg', [false, true, false]],
    ['mjpeg', 'no_video', [false, true, false]],
    ['mjpeg', 'connection_refused', [false, false, false]],
    ['rtsp', 'no_video', [false, false, false]],
  ] as const)('by %s that fails with %s is read otherwise, or not: %j', async (kind, code, expected) => {
    const source: Source = { kind, label: 'it', input: [], video: 'mjpeg', audio: 'none' }
    camera.demand.hold('jpeg')
    await clock.advance(0)
    const seen: (boolean | undefined)[] = []
    for (const ms of [500, 1000, 0]) {
      seen.push(running?.plan.unframed)
      await end({ ...failed, code, source })
      await clock.advance(ms)
    }
    expect(seen).toEqual(expected)
  })

  test('that starts and dies at once is not restarted without a pause; ten seconds of pictures are health', async () => {
    camera.demand.hold('jpeg')
    await clock.advance(0)
    await end({ ...failed, healthyMs: 9_999 })
    await clock.advance(500)
    await end({ ...failed, healthyMs: 9_999 })
    await clock.advance(500)
    expect(starts).toHaveLength(2)
    await clock.advance(500)
    expect(starts).toHaveLength(3)
    await end({ ...failed, healthyMs: 10_000 })
    await clock.advance(500)
    expect(starts).toHaveLength(4)
  })

  test('that is lost and not wanted any more is idle, and lost again for the next who wants it', async () => {
    const release = camera.demand.hold('jpeg')
    await clock.advance(0)
    for (const ms of [500, 1000, 2000, 4000]) {
      await end(failed)
      await clock.advance(ms)
    }
    await end(failed)
    release()
    await clock.advance(300)
    expect(camera.state.kind).toBe('idle')
    camera.demand.hold('video')
    await clock.advance(300)
    expect(camera.state).toMatchObject({ kind: 'lost', reason: 'No picture came.' })
    expect(starts).toHaveLength(5)
    await clock.advance(7400)
    expect(starts).toHaveLength(6)
  })

  test('that nobody wants when its pause is over is idle', async () => {
    const release = camera.demand.hold('jpeg')
    await clock.advance(7000)
    await end(failed)
    await clock.advance(499)
    release()
    await clock.advance(60_000)
    expect(camera.state.kind).toBe('idle')
    expect(starts).toHaveLength(1)
  })

  test('that is plugged in again is tried within a second, and its pauses begin anew', async () => {
    camera.demand.hold('jpeg')
    await clock.advance(0)
    for (const ms of [500, 1000, 2000, 4000, 8000]) {
      await end(failed)
      await clock.advance(ms)
    }
    device = false
    await end(failed)
    await clock.advance(5000)
    expect(starts).toHaveLength(6)
    device = true
    await clock.advance(250)
    expect(starts).toHaveLength(7)
    await end(failed)
    await clock.advance(500)
    expect(starts).toHaveLength(8)
  })

  test('that is lost for another reason than before is told the newest', async () => {
    camera.demand.hold('jpeg')
    await clock.advance(0)
    await end({ ...failed, reason: 'It was unplugged.' })
    await clock.advance(500)
    await end({ ...failed, reason: 'It is not there.' })
    expect(camera.state).toMatchObject({ kind: 'lost', reason: 'It is not there.' })
  })

  test('is told with what would mend it', async () => {
    camera.demand.hold('jpeg')
    await clock.advance(0)
    await end({ ...failed, hint: 'Close the other program.' })
    expect(camera.state).toMatchObject({ kind: 'lost', reason: 'No picture came. Close the other program.' })
  })

  test('of which more is wanted is started again at once, for both, and is not lost', async () => {
    camera.demand.hold('video')
    await clock.advance(0)
    camera.setState({ kind: 'live' })
    await end({ kind: 'regrow', wanted: new Set(['video', 'jpeg']), healthyMs: 3000 })
    expect(starts.at(-1)).toEqual({ at: 0, wanted: ['video', 'jpeg'], encode: false, mute: false, state: 'live' })
  })

  test('is looked at anew after a failure, but not to start it for more', async () => {
    const source = { kind: 'test', label: 'a test', input: [], video: 'other', audio: 'none' } as const
    camera.demand.hold('video')
    await clock.advance(0)
    expect(running?.plan.source).toBeUndefined()
    await end({ kind: 'regrow', wanted: new Set(['video', 'jpeg']), healthyMs: 3000, source })
    expect(running?.plan.source).toBe(source)
    await end({ ...failed, source })
    await clock.advance(500)
    expect(running?.plan.source).toBeUndefined()
  })

  test('whose H.264 cannot be cut is encoded from then on, with a warning', async () => {
    camera.demand.hold('video')
    await clock.advance(0)
    await end({ kind: 'encode', code: 'keyframes_too_far', reason: 'No keyframe came for 5 s.', healthyMs: 4000 })
    await end(failed)
    await clock.advance(500)
    expect(starts.map(({ encode }) => encode)).toEqual([false, true, true])
    expect(camera.warnings).toEqual([
      "The camera's own H.264 can't be passed on, so it is encoded anew, which costs CPU: No keyframe came for 5 s.",
    ])
  })

  test('that refuses the password is asked again after half a minute, then ever more seldom', async () => {
    camera.demand.hold('video')
    await clock.advance(0)
    for (const ms of [30_000, 60_000, 120_000]) {
      await end({ ...failed, code: 'unauthorized', reason: 'It refused the password.' })
      expect(camera.state).toMatchObject({
        kind: 'lost',
        reason: expect.stringMatching(/^It refused.* It is asked again in /),
      })
      await clock.advance(ms)
    }
    expect(starts.map(({ at }) => at)).toEqual([0, 30_000, 90_000, 210_000])
  })

  test('whose clock is of no use is timed by ours from then on, with a warning', async () => {
    camera.demand.hold('video')
    await clock.advance(0)
    const seen = [running?.plan.ownClock]
    await end({ kind: 'unclocked', code: 'keyframes_too_far', reason: 'No keyframe came.', healthyMs: 4000 })
    seen.push(running?.plan.ownClock)
    expect(seen).toEqual([false, true])
    expect(camera.warnings).toEqual(['The camera’s clock jumps or stands; its pictures are timed by when they come.'])
  })

  test('that changed its size is looked at again, and it is told for a minute', async () => {
    const source: Source = { kind: 'rtsp', label: 'it', input: [], video: 'h264', audio: 'none' }
    camera.demand.hold('video')
    await clock.advance(0)
    await end({ kind: 'regrow', wanted: new Set(['video', 'jpeg']), healthyMs: 0, source })
    expect(running?.plan.source).toBe(source)
    await end({ kind: 'resized', reason: 'It is larger.', wanted: new Set(['video', 'jpeg']), healthyMs: 4000, source })
    expect([running?.plan.source, starts.at(-1)?.wanted]).toEqual([undefined, ['video', 'jpeg']])
    expect(camera.warnings).toEqual(['It is larger.'])
    await clock.advance(60_000)
    expect(camera.warnings).toEqual([])
  })

  test('whose JPEGs come broken is decoded strictly, unless that leaves no picture', async () => {
    camera.demand.hold('video')
    await clock.advance(0)
    const seen = [running?.plan.strict]
    await end({ kind: 'broken', wanted: new Set(['video', 'jpeg']), healthyMs: 0 })
    seen.push(running?.plan.strict)
    await end(failed)
    await clock.advance(500)
    seen.push(running?.plan.strict)
    expect(seen).toEqual([undefined, true, false])
  })

  test('whose hardware failed to encode is encoded by libx264 from then on, with a warning', async () => {
    camera.demand.hold('video')
    await clock.advance(0)
    const seen: (boolean | undefined)[] = [running?.plan.software]
    await end({ kind: 'software', reason: 'The session is lost.', encoder: 'h264_vaapi', healthyMs: 4000 })
    seen.push(running?.plan.software)
    await end(failed)
    await clock.advance(500)
    seen.push(running?.plan.software)
    expect(seen).toEqual([false, true, true])
    expect(starts.map(({ at }) => at)).toEqual([0, 0, 500])
    expect(camera.warnings).toEqual([
      'h264_vaapi has failed: The session is lost. libx264 is used from now on, which costs CPU.',
    ])
  })

  test('whose sound does not come is started without it, with a warning, until it was lost', async () => {
    camera.demand.hold('video')
    await clock.advance(0)
    await end({ kind: 'mute', reason: 'It sends none.', healthyMs: 4000 })
    expect(camera.warnings).toEqual([
      'The camera is shown without sound (audio: false spares the wait): It sends none.',
    ])
    await end({ kind: 'regrow', wanted: new Set(['video', 'jpeg']), healthyMs: 3000 })
    await end({ kind: 'stopped', healthyMs: 3000 })
    expect(camera.warnings).toHaveLength(1)
    await end(failed)
    await clock.advance(500)
    expect(starts.map(({ mute }) => mute)).toEqual([false, true, true, true, false])
    expect(camera.warnings).toEqual([])
  })

  test('whose AAC browsers do not play has its sound encoded from then on', async () => {
    camera.demand.hold('video')
    await clock.advance(0)
    const seen = [running?.plan.encodeSound]
    await end({
      kind: 'encodeSound',
      reason: 'The AAC configuration 0990 is not one that browsers play.',
      healthyMs: 0,
    })
    seen.push(running?.plan.encodeSound)
    await end(failed)
    await clock.advance(500)
    seen.push(running?.plan.encodeSound)
    expect(seen).toEqual([undefined, true, true])
    expect(starts.map(({ at }) => at)).toEqual([0, 0, 500])
    expect(camera.warnings).toEqual([])
  })

  test('that is a file is played again after its end, and is not lost', async () => {
    camera.demand.hold('video')
    await clock.advance(0)
    camera.setState({ kind: 'live' })
    for (let round = 1; round <= 4; round++) {
      await end({ kind: 'ended', healthyMs: 2000 })
      expect(camera.state.kind).toBe('live')
      await clock.advance(500)
      expect(starts).toHaveLength(1 + round)
    }
  })
})
