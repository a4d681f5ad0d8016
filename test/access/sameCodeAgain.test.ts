import { expect, test } from 'vitest'
import { Attempts } from '../../src/access/attempts.ts'

test('the same wrong code again and again locks nobody out; another one each time does', () => {
  const attempts = new Attempts()
  for (let at = 0; at < 100; at++) attempts.failed('203.0.113.9', 'old', at * 1000)
  expect(attempts.waitSeconds('203.0.113.9', 100_000)).toBe(0)
  for (let at = 0; at < 10; at++) attempts.failed('203.0.113.9', `guess ${at}`, 100_000)
  expect(attempts.waitSeconds('203.0.113.9', 100_000)).toBe(32) // the eleventh failure is the sixth that costs: 2^5 s
})
