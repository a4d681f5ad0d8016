import { expect, test } from 'vitest'
import { Pace } from '../../../../../src/player/play/deliveries/live/pace.ts'

/** A pace that has seen pictures, one each 33 ms, which took these times; the clocks differ by a million. */
function paceOf(transits: readonly number[]): Pace {
  const pace = new Pace()
  for (const [index, ms] of transits.entries()) pace.came(index * 33, 1_000_000 + index * 33 + ms)
  return pace
}

test('on an even network a picture is due when it comes', () => {
  const pace = paceOf(Array(30).fill(40))
  expect([pace.spreadMs, pace.due(990)]).toEqual([0, 1_000_000 + 990 + 40])
})

test('on an uneven one it is due when three of four are there', () => {
  const pace = paceOf(Array.from({ length: 100 }, (_, index) => 60 + (index % 20)))
  expect(pace.spreadMs).toBe(15)
  expect(pace.due(0)).toBe(1_000_000 + 60 + 15)
})

test('a few that are very late are not waited for, and none longer than a quarter of a second', () => {
  expect(paceOf(Array.from({ length: 100 }, (_, index) => (index % 20 === 7 ? 900 : 60))).spreadMs).toBe(0)
  expect(paceOf(Array.from({ length: 100 }, (_, index) => (index % 2 ? 900 : 60))).spreadMs).toBe(250)
})

test('what was seen five seconds ago is forgotten', () => {
  const pace = paceOf(Array.from({ length: 100 }, (_, index) => 60 + (index % 2) * 80))
  expect(pace.spreadMs).toBe(80)
  for (let at = 4000; at < 12_000; at += 33) pace.came(at, 1_000_000 + at + 60)
  expect(pace.spreadMs).toBe(0)
})

test('how late one came is told', () => {
  expect(paceOf([60, 61, 60]).lateMs(100, 1_000_000 + 100 + 95)).toBe(35)
})

test('what was held until we came says nothing of the network', () => {
  const pace = new Pace()
  for (let capturedAt = 0; capturedAt < 1000; capturedAt += 33) pace.came(capturedAt, 1_000_060)
  expect(pace.spreadMs).toBe(0)
  for (let capturedAt = 1000; capturedAt < 2500; capturedAt += 33) pace.came(capturedAt, 1_000_060 + capturedAt - 1000)
  expect(pace.spreadMs).toBe(0)
})
