import { expect, test } from 'vitest'
import { partTarget } from '../../../src/media/hls/partTarget.ts'

test.each([
  [60, 0.35],
  [30, 0.35],
  [25, 0.378],
  [29.97, 0.351],
  [15, 0.35],
  [10, 0.42],
  [5, 0.42],
  [2, 0.525],
  [1, 1.05],
])('at %d frames a second PART-TARGET is %d s', (framesPerSecond, expected) =>
  expect(partTarget(framesPerSecond)).toBe(expected),
)

test('a second is never more than three parts', () => {
  for (let rate = 3; rate <= 120; rate++)
    expect(Math.ceil(1 / (Math.floor(partTarget(rate) * rate + 1e-9) / rate))).toBeLessThan(4)
})

test('whole frames fill at least 85 % of it, at any rate', () => {
  for (let rate = 1; rate <= 120; rate += 0.1) {
    const target = partTarget(rate)
    expect(Math.floor(target * rate + 1e-9) / rate / target).toBeGreaterThan(0.85)
  }
})
