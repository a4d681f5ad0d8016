import { expect, test } from 'vitest'
import { evenly } from '../../../src/hub/sub/even.ts'

const kept = (rate: number, stamps: readonly number[], keyframes: readonly number[] = []) => {
  const isDue = evenly(rate)
  return stamps.filter(at => isDue(at, keyframes.includes(at)))
}
const stamps = (framesPerSecond: number, count: number) =>
  Array.from({ length: count }, (_, index) => Math.round((index * 1000) / framesPerSecond))

test.each([
  ['half of them', 30, 15, [0, 67, 133, 200, 267]],
  ['all, where there are not more', 15, 15, [0, 67, 133, 200, 267, 333, 400, 467, 533, 600]],
  ['all, where there are fewer', 5, 15, [0, 200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800]],
  ['three of five, as evenly as they come', 25, 15, [0, 80, 160, 200, 280, 360]],
])('of ten pictures are kept: %s', (_, framesPerSecond, rate, expected) =>
  expect(kept(rate, stamps(framesPerSecond, 10))).toEqual(expected),
)

test('what is always kept begins the measure anew', () =>
  expect(kept(5, [0, 100, 200, 300, 400, 500, 600, 700], [300])).toEqual([0, 200, 300, 500, 700]))

test.each([
  ['ahead', 90_000],
  ['back', -90_000],
])('stamps that jump %s leave none out for long', (_, by) =>
  expect(kept(10, [0, 50, 100, 150 + by, 200 + by, 250 + by])).toEqual([0, 100, 150 + by, 250 + by]),
)
