import { expect, test } from 'vitest'
import { ArrivalClock } from '../../../src/hub/video/arrivalClock.ts'

/** Packets from `from` to `to` ms, ten a second, `late(ms)` after their stamp. */
function feed(clock: ArrivalClock, from: number, to: number, late: (ms: number) => number): void {
  for (let at = from; at < to; at += 100) clock.take(at, 1_000_000 + at + late(at))
}

test('knows nothing before the first packet', () => expect(new ArrivalClock().origin).toBeUndefined())

test('goes by the packet that was delayed least', () => {
  const clock = new ArrivalClock()
  feed(clock, 0, 30_000, at => 20 + (at % 700))
  expect(clock.origin).toBe(1_000_020)
})

test('follows a sender whose clock runs slow by 0.1 %', () => {
  const clock = new ArrivalClock()
  feed(clock, 0, 100_000, at => at * 0.001)
  expect((clock.origin ?? 0) - 1_000_000).toBeGreaterThan(75)
})

test('follows a sender whose clock runs fast by 0.1 %', () => {
  const clock = new ArrivalClock()
  feed(clock, 0, 100_000, at => -at * 0.001)
  expect((clock.origin ?? 0) - 1_000_000).toBeCloseTo(-100, 0)
})

test('begins anew when the stamps jump back', () => {
  const clock = new ArrivalClock()
  feed(clock, 0, 5_000, () => 0)
  feed(clock, 5_000, 6_000, () => 3_600_000)
  expect(clock.origin).toBe(4_600_000)
})

test('tells when what was held up was captured', () => {
  const clock = new ArrivalClock()
  feed(clock, 0, 5_000, () => 20)
  feed(clock, 5_000, 6_000, () => 600)
  expect(clock.capturedAt(5_900, 1_006_500)).toBe(1_005_920)
})

test('takes nothing for held up by more than stamps can be trusted for', () => {
  const clock = new ArrivalClock()
  feed(clock, 0, 5_000, () => 20)
  feed(clock, 5_000, 6_000, () => 3_000)
  expect(clock.capturedAt(5_900, 1_008_900)).toBe(1_007_400)
})
