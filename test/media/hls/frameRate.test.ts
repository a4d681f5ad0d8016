import { expect, test } from 'vitest'
import { frameRateOf } from '../../../src/media/hls/frameRate.ts'

const stamps = (rate: number, count = 10) =>
  Array.from({ length: count }, (_, index) => Math.round((index * 1000) / rate))

test.each([5, 10, 12, 15, 20, 24, 25, 30, 50, 60])('%d frames a second, in whole milliseconds', rate => {
  expect(frameRateOf(stamps(rate))).toBe(rate)
})

test.each([
  ['a pause at the start', [0, 900, 940, 980, 1020, 1060, 1100, 1140], 25],
  ['a burst at the start', [0, 1, 2, 42, 82, 122, 162, 202, 242, 282], 25],
  ['a rate below one', [0, 1600], 0.625],
  ['nothing', [], undefined],
  ['a clock that stands', [5, 5, 5, 5], undefined],
  ['a clock that runs back', [50, 40, 30], undefined],
])('%s', (_, given, expected) => expect(frameRateOf(given)).toBe(expected))
