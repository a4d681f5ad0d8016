import { expect, test } from 'vitest'
import { BackOff } from '../../src/agent/backOff.ts'

const take = (backOff: BackOff, count: number) => Array.from({ length: count }, () => backOff.next())

test('doubles from half a second to fifteen', () => {
  const backOff = new BackOff(() => 0.5)
  expect(take(backOff, 8)).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000])
  backOff.reset()
  expect(take(backOff, 2)).toEqual([500, 1000])
})

test('keeps to the bounds it is given', () => {
  const backOff = new BackOff(() => 0.5, { shortestMs: 1000, longestMs: 3000 })
  expect(take(backOff, 4)).toEqual([1000, 2000, 3000, 3000])
})

test.each([
  ['at most a fifth less', 0, [400, 800]],
  ['at most a fifth more', 1, [600, 1200]],
])('spreads the tries: %s', (_, random, expected) => expect(take(new BackOff(() => random), 2)).toEqual(expected))
