import { expect, test } from 'vitest'
import { blocksOf } from '../../../bench/latency/clockCode.ts'
import { summary } from '../../../bench/latency/summary.ts'
import { hexOf } from './hex.ts'

/** A look at `now` that saw the picture that was painted at `at`. */
function look(now: number, at: number) {
  return { now: 1_000_000 + now, blocks: hexOf(blocksOf({ at, frame: 0 })) }
}
const painted = (ms: number) => 1_000_000 + ms

test('sums up ages, new pictures, and the times without one', () => {
  const looks = [
    look(100, painted(80)),
    look(150, painted(80)),
    look(200, painted(190)),
    { now: 1_000_250, blocks: '0000000000000000' },
    look(600, painted(190)),
    look(1100, painted(1000)),
  ]
  expect(summary(looks)).toEqual({
    medianMs: 70,
    p95Ms: 410,
    maxMs: 410,
    arrivalMs: 20,
    framesPerSecond: 3,
    stallsMs: [900],
    longestMs: 900,
    unreadShare: 0.167,
  })
})

test('there is none without a picture', () => {
  expect(summary([{ now: 1, blocks: '0000000000000000' }])).toBeUndefined()
  expect(summary([])).toBeUndefined()
})
