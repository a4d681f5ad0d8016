import { expect, test } from 'vitest'
import { Line, OPENING_BYTES } from '../../../../../src/player/play/deliveries/live/line.ts'

/**
 * Lets so many bytes a second come for `seconds`, one message each 33 ms, over a line whose answers take `roundTripMs`; and
 * says what may be under way in the end.
 */
function after(line: Line, seconds: number, { rate, roundTripMs }: { rate: number; roundTripMs: number }, from = 0) {
  let asked: number | undefined
  for (let now = from; now < from + 1000 * seconds; now += 33) {
    line.came(rate / 30, now)
    if (asked !== undefined && now - asked >= roundTripMs) {
      line.answered(asked, now)
      asked = undefined
    }
    if (line.asks(now)) asked = now
  }
  if (asked !== undefined) line.answered(asked, asked + roundTripMs)
  return line.most
}

function opened(ms: number): Line {
  const line = new Line()
  line.opened(2 * ms, 0)
  return line
}

test('on a line that is not full more may be under way than a stall of it lets come', () => {
  const most = after(opened(60), 10, { rate: 200_000, roundTripMs: 66 })
  expect(most).toBeGreaterThanOrEqual(OPENING_BYTES)
  expect(most).toBeLessThan(200_000)
})

test('on a line that is full no more may be than it carries in a round trip and a little', () => {
  expect(after(opened(60), 5, { rate: 60_000, roundTripMs: 600 })).toBeLessThan((60_000 * 160) / 1000)
})

test('an answer that does not come is evidence enough', () => {
  const line = opened(60)
  line.came(10_000, 0)
  line.asks(100)
  expect(line.most).toBe(OPENING_BYTES)
  line.asks(1000)
  expect(line.most).toBeLessThan(10_000)
})

test('one late answer alone changes nothing: lines stand for a moment', () => {
  const line = opened(60)
  after(line, 3, { rate: 200_000, roundTripMs: 66 })
  const before = line.most
  after(line, 0.5, { rate: 200_000, roundTripMs: 350 }, 3000)
  after(line, 1, { rate: 200_000, roundTripMs: 66 }, 3500)
  expect(line.most).toBeGreaterThan(0.7 * before)
})

test('when it is free again, so is what may be under way', () => {
  const line = opened(60)
  const full = after(line, 5, { rate: 60_000, roundTripMs: 600 })
  expect(after(line, 10, { rate: 200_000, roundTripMs: 66 }, 6000)).toBeGreaterThan(5 * full)
})
