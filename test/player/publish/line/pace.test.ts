import { expect, test } from 'vitest'
import { Flow } from '../../../../src/player/publish/line/flow.ts'
import { Pace } from '../../../../src/player/publish/line/pace.ts'

const MOST = 2_000_000
const FRAME_MS = 40
const WAY_MS = 30

/** Sends frames for so many seconds over a line of so many bits a second, `capacity(at)` at a time; what was seen. */
function sent(seconds: number, capacity: (at: number) => number) {
  const [flow, pace] = [new Flow(), new Pace(MOST)]
  const waiting: { bytes: number; at: number }[] = []
  let [taken, free] = [0, 0]
  const seen = { latest: 0, pauses: 0, keyframes: 0, bitrates: [] as number[] }
  let needsKeyframe = true
  for (let now = 0; now < seconds * 1000; now += FRAME_MS) {
    free = Math.min(free + (capacity(now) * FRAME_MS) / 8000, 20_000)
    for (let first = waiting[0]; first && first.at + WAY_MS <= now && free >= first.bytes; first = waiting[0]) {
      free -= first.bytes
      taken += first.bytes
      waiting.shift()
      flow.taken(taken, now)
    }
    const lateMs = flow.lateMs(now)
    seen.latest = Math.max(seen.latest, lateMs)
    pace.note(lateMs, now)
    seen.bitrates.push(pace.bitrate)
    if (pace.pausing) {
      if (!needsKeyframe) seen.pauses++
      needsKeyframe = true
      continue
    }
    if (needsKeyframe) seen.keyframes++
    needsKeyframe = false
    const bytes = Math.round((pace.bitrate * FRAME_MS) / 8000)
    waiting.push({ bytes, at: now })
    flow.sent(bytes, now)
  }
  return { ...seen, bitrate: pace.bitrate, measured: flow.bitrate(seconds * 1000) }
}

test('a good line gets all there is, and nothing is left out', () => {
  const { bitrate, pauses, latest, measured } = sent(20, () => 10_000_000)
  expect([bitrate, pauses]).toEqual([MOST, 0])
  expect(latest).toBeLessThan(100)
  expect(measured / MOST).toBeCloseTo(1, 1)
})

test('a slow line gets what it takes: it never grows late', () => {
  const { bitrate, latest, measured } = sent(60, () => 600_000)
  expect(latest).toBeLessThan(2500)
  expect(bitrate).toBeLessThan(900_000)
  expect(measured / 600_000).toBeGreaterThan(0.5)
})

test('a line that stands still for ten seconds costs a pause, and what follows begins with a keyframe', () => {
  const { pauses, keyframes, bitrates, bitrate } = sent(90, at => (at > 10_000 && at < 20_000 ? 0 : 10_000_000))
  expect(keyframes).toBe(pauses + 1)
  expect(pauses).toBeGreaterThan(0)
  expect(Math.min(...bitrates)).toBeLessThan(MOST / 2)
  expect(bitrate).toBe(MOST)
})

test('how long a way usually takes is learned anew: a network with a longer one is not a slow one', () => {
  const flow = new Flow()
  const message = (at: number, way: number) => {
    flow.sent(1000, at)
    flow.taken((at / 100 + 1) * 1000, at + way)
  }
  for (let at = 0; at < 5000; at += 100) message(at, 20)
  for (let at = 5000; at < 40_000; at += 100) message(at, 90)
  flow.sent(1000, 40_000)
  expect(flow.lateMs(40_090)).toBeLessThan(50)
})
