import { describe, expect, test } from 'vitest'
import {
  type ClockSample,
  narrow,
  type OffsetBounds,
  offset,
  offsetError,
} from '../../../src/player/server/serverClock.ts'

/** What the bounds are after these answers. */
const told = (...samples: readonly ClockSample[]) => samples.reduce<OffsetBounds | undefined>(narrow, undefined)
const bounds = (known: OffsetBounds | undefined) => known && { least: known.least, most: known.most }
/** An answer that took so long there and back, of a server that is `ahead`. */
const answer = (sentAt: number, there: number, back: number, ahead = 5000) => ({
  sentAt,
  receivedAt: sentAt + there + back,
  serverNow: sentAt + there + ahead,
})

describe('the server’s clock, by its answers', () => {
  test('one bounds the offset by when it left and when it came', () => {
    expect(bounds(told(answer(1000, 50, 50)))).toEqual({ least: 4950, most: 5050 })
  })

  test('a second narrows the bounds', () => {
    const known = told(answer(1000, 200, 800), answer(3000, 10, 10))
    expect(bounds(known)).toEqual({ least: 4990, most: 5010 })
  })

  test('a slow one says no less than before, but for the drift of clocks', () => {
    const known = told(answer(3000, 10, 10), answer(4000, 1000, 1000))
    expect(known?.least).toBeCloseTo(4990 - 1 - 0.0005 * 2980, 3)
    expect(known?.most).toBeCloseTo(5010 + 1 + 0.0005 * 2980, 3)
  })

  test('after a clock was set, the newest is believed alone, and then those that agree with it', () => {
    const known = told(answer(3000, 10, 10), answer(5000, 20, 20, 0), answer(6000, 5, 5, 0))
    expect(bounds(known)).toEqual({ least: -5, most: 5 })
    expect(known?.readings.length).toBe(2)
  })

  test.each([
    ['back', -3_600_000],
    ['ahead', 3_600_000],
  ])('one during which this device’s clock was set %s by an hour leaves what was known', (_, set) => {
    const known = told(answer(3000, 10, 10))
    const torn = { sentAt: 4000, receivedAt: 4020 + set, serverNow: 9010 }
    const now = narrow(known, torn)
    expect(now?.most).toBeLessThan(5012)
    const right = { sentAt: 5000 + set, receivedAt: 5020 + set, serverNow: 10_010 }
    expect(bounds(narrow(now, right))).toEqual({ least: 4990 - set, most: 5010 - set })
  })

  test('the guess is the middle, off by no more than half of what is between, and nothing while nothing is known', () => {
    const known = told(answer(1000, 10, 30))
    expect([offset(known), offsetError(known)]).toEqual([4990, 20])
    expect([offset(undefined), offsetError(undefined)]).toEqual([0, undefined])
  })

  test('on a phone’s network, with answers that jitter and a line that stands now and then, it is known to some ms', () => {
    let seed = 7
    const random = () => {
      seed = (seed * 16_807) % 2_147_483_647
      return seed / 2_147_483_647
    }
    const samples = Array.from({ length: 40 }, (_, index) => {
      const stands = index % 7 === 3 ? 1500 : 0
      return answer(10_000 + 2000 * index, 60 + 60 * random(), 60 + 60 * random() + stands)
    })
    expect(Math.abs(offset(told(...samples)) - 5000)).toBeLessThan(20)
  })

  test('a clock that is set right slowly is followed', () => {
    const samples = Array.from({ length: 100 }, (_, index) => answer(2000 * index, 5, 5, 5000 + index))
    expect(Math.abs(offset(told(...samples)) - 5099)).toBeLessThan(6)
  })
})
