import { expect, test } from 'vitest'
import { Tally } from '../../../src/player/report/tally.ts'

const none = Array<number>(14).fill(0)

test('a page tells how many pictures it showed, and how long they took', () => {
  const tally = new Tally('abcd1234', 'hls')
  for (let index = 0; index < 100; index++) tally.painted(index * 33, { delayMs: 100 + index })
  expect(tally.take(false)).toEqual({
    ...{ player: 'abcd1234', delivery: 'hls', frames: 100, stalls: 0, over: false },
    ...{ delays: [0, 0, 1, 99, ...Array<number>(10).fill(0)], delaySum: 14.95, medianMs: 150, p95Ms: 195 },
  })
  expect(tally.take(true, 700)).toEqual({
    ...{ player: 'abcd1234', delivery: 'hls', frames: 0, stalls: 0, over: true },
    ...{ delays: none, delaySum: 0, bytes: 700 },
  })
})

test('a picture of an unknown age is counted all the same', () => {
  const tally = new Tally('abcd1234', 'native')
  tally.painted(0, {})
  expect(tally.take(false)).toMatchObject({ frames: 1, delays: none })
})

test.each([
  ['a short pause is no stall', 900, undefined, 0],
  ['a second and more without a picture is one', 1100, undefined, 1],
  ['not of a camera that gives one in two seconds', 2100, 2000, 0],
])('%s', (_, gap, frameMs, stalls) => {
  const tally = new Tally('abcd1234', 'mse')
  tally.painted(0, { frameMs })
  tally.painted(gap, { frameMs })
  expect(tally.take(false).stalls).toBe(stalls)
})

test('a page that was hidden has not stalled', () => {
  const tally = new Tally('abcd1234', 'mse')
  tally.painted(0, {})
  tally.unseen()
  tally.painted(60_000, {})
  expect(tally.take(false).stalls).toBe(0)
})
