import { expect, test } from 'vitest'
import { narrow, offset } from '../../../src/player/server/serverClock.ts'

test('one answer bounds the offset by when it left and when it came', () => {
  expect(narrow(undefined, { sentAt: 1000, receivedAt: 1100, serverNow: 6050 })).toEqual({ least: 4950, most: 5050 })
})

test('a second answer narrows the bounds', () => {
  const slow = narrow(undefined, { sentAt: 1000, receivedAt: 2000, serverNow: 6200 })
  expect(narrow(slow, { sentAt: 3000, receivedAt: 3020, serverNow: 8010 })).toEqual({ least: 4990, most: 5010 })
})

test('a slow answer does not widen them again', () => {
  const quick = narrow(undefined, { sentAt: 3000, receivedAt: 3020, serverNow: 8010 })
  expect(narrow(quick, { sentAt: 4000, receivedAt: 6000, serverNow: 10_000 })).toEqual(quick)
})

test('after a clock was set, the newest answer is believed alone', () => {
  const before = narrow(undefined, { sentAt: 3000, receivedAt: 3020, serverNow: 8010 })
  const after = { sentAt: 5000, receivedAt: 5040, serverNow: 5020 }
  expect(narrow(before, after)).toEqual({ least: -20, most: 20 })
})

test('the guess is the middle, and nothing while nothing is known', () => {
  expect(offset({ least: 4990, most: 5010 })).toBe(5000)
  expect(offset(undefined)).toBe(0)
})
