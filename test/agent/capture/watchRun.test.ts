import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Verdict } from '../../../src/agent/capture/captureEnd.ts'
import { type RunFacts, watchRun } from '../../../src/agent/capture/watchRun.ts'
import { Demand, type Want } from '../../../src/hub/demand.ts'
import { ManualClock } from '../manualClock.ts'

const run = { videoFrames: 0, jpegFrames: 0, videoBegun: false }
let clock: ManualClock
let demand: Demand
let stop: AbortController

beforeEach(() => {
  Object.assign(run, { videoFrames: 0, jpegFrames: 0, videoBegun: false })
  clock = new ManualClock()
  demand = new Demand({ idleSeconds: 0, keep: false })
  stop = new AbortController()
  vi.spyOn(performance, 'now').mockImplementation(() => clock.now()) // what the demand goes by
})
afterEach(() => vi.restoreAllMocks())

const set = (...wants: Want[]): ReadonlySet<Want> => new Set(wants)

function watch(facts: Partial<RunFacts> = {}): { verdict?: Verdict } {
  const result: { verdict?: Verdict } = {}
  const all = { running: set('video', 'jpeg'), encodes: false, copies: false, hardware: false, sound: false, ...facts }
  void watchRun(() => ({ ...run }), demand, all, clock, stop.signal).then(verdict => {
    result.verdict = verdict
  })
  return result
}

async function advance(ms: number, frameEveryMs?: number, pipes = set('video', 'jpeg')): Promise<void> {
  for (let left = ms; left > 0; left -= 100) {
    if (frameEveryMs !== undefined && left % frameEveryMs === 0) {
      if (pipes.has('video')) Object.assign(run, { videoFrames: run.videoFrames + 1, videoBegun: true })
      if (pipes.has('jpeg')) run.jpegFrames++
    }
    await clock.advance(100)
  }
}

describe('a run', () => {
  test('goes on while it is wanted and pictures come', async () => {
    demand.hold('video')
    const result = watch()
    await advance(120_000, 1000)
    expect(result.verdict).toBeUndefined()
  })

  test('stops when nobody wants it', async () => {
    const release = demand.hold('jpeg')
    const result = watch()
    await advance(7000, 100)
    release()
    await advance(300, 100)
    expect(result.verdict).toEqual({ kind: 'stopped' })
  })

  test('stops when it is aborted', async () => {
    demand.hold('jpeg')
    const result = watch()
    stop.abort()
    await advance(100)
    expect(result.verdict).toEqual({ kind: 'stopped' })
  })

  test('is started again at once, with the union, when something else is wanted', async () => {
    const release = demand.hold('jpeg')
    const result = watch({ running: set('jpeg') })
    await advance(1000, 100)
    demand.hold('video')
    release()
    await clock.advance(0)
    expect(result.verdict).toEqual({ kind: 'regrow', wanted: set('jpeg', 'video') })
  })
})

describe('silence', () => {
  test.each([
    ['before the first picture: 10 s', 0, 30, 10_000, 'No picture came in the first 10 s.'],
    ['after it: 5 s', 1, 30, 5000, 'No picture has come for 5 s.'],
    ['of a camera with a picture every 10 s: four of them', 1, 0.1, 40_000, 'No picture has come for 40 s.'],
    ['of a camera of unknown rate', 1, undefined, 5000, 'No picture has come for 5 s.'],
  ])('%s', async (_, frames, slowestRate, ms, reason) => {
    demand.hold('jpeg')
    const result = watch({ slowestRate })
    Object.assign(run, { videoFrames: frames, jpegFrames: frames })
    await advance(ms - 500)
    expect(result.verdict).toBeUndefined()
    await advance(1000)
    expect(result.verdict).toEqual({ kind: 'failed', code: 'no_frames', reason })
  })

  test('is not what a machine that slept for an hour sees', async () => {
    demand.hold('jpeg')
    const result = watch()
    await advance(1000, 100)
    const slept = vi.spyOn(clock, 'now').mockReturnValue(3_600_000)
    await clock.advance(500)
    slept.mockRestore()
    expect(result.verdict).toBeUndefined()
  })
})

describe('silence of one pipe', () => {
  test('is silence for those who want it, though pictures come on the other', async () => {
    demand.hold('video')
    const result = watch({ sound: false })
    await advance(9500, 100, set('jpeg'))
    expect(result.verdict).toBeUndefined()
    await advance(1000, 100, set('jpeg'))
    expect(result.verdict).toMatchObject({ kind: 'failed', reason: 'No picture came in the first 10 s.' })
  })

  test('is none for those who want the other', async () => {
    demand.hold('jpeg')
    const result = watch({ sound: true })
    await advance(60_000, 100, set('jpeg'))
    expect(result.verdict).toBeUndefined()
  })
})

describe('a sound that may hold the video back', () => {
  const mute = { kind: 'mute', reason: 'The camera announces sound and sends none.' }

  test('is left out when JPEGs come for five seconds and no video', async () => {
    demand.hold('video')
    const result = watch({ sound: true, copies: true })
    await advance(4000)
    await advance(4800, 100, set('jpeg'))
    expect(result.verdict).toBeUndefined()
    await advance(700, 100, set('jpeg'))
    expect(result.verdict).toEqual(mute)
  })

  test('is left out when FFmpeg has not begun with the video after ten seconds', async () => {
    demand.hold('video')
    const result = watch({ sound: true, copies: true, running: set('video') })
    await advance(9500)
    expect(result.verdict).toBeUndefined()
    await advance(1000)
    expect(result.verdict).toEqual(mute)
  })

  test('is not to blame when FFmpeg has begun, and waits for a keyframe', async () => {
    demand.hold('video')
    run.videoBegun = true
    const result = watch({ sound: true, copies: true, running: set('video') })
    await advance(29_500)
    expect(result.verdict).toBeUndefined()
    await advance(1000)
    expect(result.verdict).toMatchObject({ kind: 'failed', code: 'no_frames' })
  })

  test('is not to blame when the camera falls silent as a whole', async () => {
    demand.hold('video')
    const result = watch({ sound: true })
    await advance(2000, 100)
    await advance(300, 100, set('jpeg'))
    await advance(6000)
    expect(result.verdict).toMatchObject({ kind: 'failed', code: 'no_frames' })
  })
})

describe('hardware that encodes', () => {
  test('has failed when JPEGs come for five seconds and no video', async () => {
    demand.hold('video')
    const result = watch({ encodes: true, hardware: true })
    await advance(3000, 100)
    await advance(4800, 100, set('jpeg'))
    expect(result.verdict).toBeUndefined()
    await advance(700, 100, set('jpeg'))
    expect(result.verdict).toEqual({ kind: 'software', reason: 'It gives no picture.' })
  })

  test('is not to blame when the camera falls silent as a whole', async () => {
    demand.hold('video')
    const result = watch({ encodes: true, hardware: true })
    await advance(2000, 100)
    await advance(6000)
    expect(result.verdict).toMatchObject({ kind: 'failed', code: 'no_frames' })
  })
})

describe('an H.264 encode that nobody wants', () => {
  test('is dropped after 60 s, for the JPEG viewers that remain', async () => {
    demand.hold('jpeg')
    demand.hold('video')()
    const result = watch({ encodes: true })
    await advance(65_000, 1000)
    expect(result.verdict).toBeUndefined()
    await advance(1500, 100)
    expect(result.verdict).toEqual({ kind: 'regrow', wanted: set('jpeg') })
  })

  test('stays when somebody comes back for it', async () => {
    demand.hold('jpeg')
    const result = watch({ encodes: true })
    await advance(50_000, 1000)
    demand.hold('video')
    await advance(20_000, 1000)
    expect(result.verdict).toBeUndefined()
  })

  test('is no encode when the camera gives H.264 itself', async () => {
    demand.hold('jpeg')
    const result = watch({ encodes: false })
    await advance(100_000, 1000)
    expect(result.verdict).toBeUndefined()
  })
})

test('a JPEG encode that nobody wants goes on while video is watched: to drop it would be a gap for those who watch', async () => {
  demand.hold('jpeg')()
  demand.hold('video')
  const result = watch({ copies: true })
  await advance(300_000, 1000)
  expect(result.verdict).toBeUndefined()
})

test('a thousand requests at once do not pile up waits', async () => {
  demand.hold('jpeg')
  const sleep = vi.spyOn(clock, 'sleep')
  watch()
  for (let request = 0; request < 1000; request++) {
    demand.touch('jpeg')
    await clock.advance(0)
  }
  expect(sleep.mock.calls.length).toBe(1)
})
