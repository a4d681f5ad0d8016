import { describe, expect, test } from 'vitest'
import { type CatchUp, catchUp, RELAXED } from '../../../src/player/play/catchUp.ts'

/** Plays `seconds` of a stream whose parts of `part` seconds come on time, from `ahead` seconds buffered. */
function play(seconds: number, ahead: number, part: number, from: CatchUp = RELAXED) {
  let state = from
  let head = 0
  let at = 0
  let stalls = 0
  const rates = new Set<number>()
  for (let step = 0; step < seconds * 10; step++) {
    at += 100
    const edge = ahead + Math.floor(at / 1000 / part) * part
    const wanted = head + 0.1 * state.rate
    const stalled = wanted > edge
    if (stalled) stalls++
    head = Math.min(edge, wanted)
    state = catchUp(state, { at, ahead: edge - head, stalled })
    rates.add(state.rate)
  }
  return { delay: ahead + at / 1000 - head, stalls, rates, state }
}

describe('catchUp', () => {
  test('brings 1.5 s of delay down to half a second within half a minute, without a stall', () => {
    const { delay, stalls } = play(30, 1.5, 1 / 3)
    expect(delay).toBeLessThan(0.65)
    expect(stalls).toBe(0)
  })

  test('never plays faster than 1.15 or slower than 0.95', () => {
    const { rates } = play(30, 4, 1 / 3)
    expect(Math.max(...rates)).toBe(1.15)
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0.95)
  })

  test('rests at the usual rate once the spare is gone', () => {
    expect(play(60, 1.5, 1 / 3).state.rate).toBe(1)
  })

  test('keeps more in hand after each stall, and no more than two seconds', () => {
    const once = catchUp(RELAXED, { at: 0, ahead: 0.3, stalled: true })
    expect(once.margin).toBeCloseTo(0.275)
    let often = once
    for (let i = 0; i < 20; i++) often = catchUp(often, { at: i * 100, ahead: 0.3, stalled: true })
    expect(often.margin).toBe(2)
  })

  test('forgets half of that margin in a quiet minute', () => {
    const stalled = { ...RELAXED, margin: 1.2 }
    expect(play(60, 1.5, 1 / 3, stalled).state.margin).toBeCloseTo(0.6, 1)
  })
})
