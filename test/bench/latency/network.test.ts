import { expect, test } from 'vitest'
import { Direction } from '../../../bench/latency/network.ts'
import { randomFrom } from '../../../bench/random.ts'

const even = { oneWayMs: 40, jitterMs: 0 }
const never = () => 0

test('what is sent arrives after the way', () => {
  expect(new Direction(even, never).arrival(1000, 5)).toBe(45)
})

test('a line of 8 Mbit/s takes 1 ms for 1000 bytes, one after the other', () => {
  const direction = new Direction({ ...even, bitsPerSecond: 8e6 }, never)
  expect([direction.arrival(1000, 0), direction.arrival(1000, 0), direction.arrival(1000, 100)]).toEqual([41, 42, 141])
})

test('what falls into an outage comes at its end', () => {
  const direction = new Direction({ ...even, outage: { everyMs: 1000, forMs: 250 } }, never)
  expect([600, 700, 720, 970].map(now => direction.arrival(1, now))).toEqual([640, 740, 1000, 1010])
})

test('packets that set out together are late together, later ones by another time', () => {
  const direction = new Direction({ oneWayMs: 40, jitterMs: 10 }, randomFrom(3).next)
  const [first = 0, second = 0, later = 0] = [0, 4, 100].map(now => direction.arrival(1000, now) - now)
  expect([second, later === first]).toEqual([first, false])
})

test('nothing overtakes what was sent before it, however late that is', () => {
  const direction = new Direction({ oneWayMs: 60, jitterMs: 20 }, randomFrom(3).next)
  const arrivals = Array.from({ length: 500 }, (_, now) => direction.arrival(100, now))
  expect(arrivals).toEqual([...arrivals].sort((one, other) => one - other))
  expect(Math.max(...arrivals.map((at, now) => at - now))).toBeGreaterThan(100)
})

test('the same seed gives the same weather', () => {
  const [one, other] = [randomFrom(7).next, randomFrom(7).next]
  const numbers = Array.from({ length: 20 }, one)
  expect(Array.from({ length: 20 }, other)).toEqual(numbers)
  expect(numbers.every(number => number >= 0 && number < 1)).toBe(true)
})
