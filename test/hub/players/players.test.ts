import { describe, expect, test } from 'vitest'
import { Players } from '../../../src/hub/players/players.ts'
import { bucketOf, DELAY_BUCKETS, type PlayerReport } from '../../../src/media/playerReport.ts'

const report = (more: Partial<PlayerReport> = {}): PlayerReport => ({
  ...{ player: 'abcd1234', delivery: 'webcodecs', frames: 300, stalls: 1, over: false },
  ...{ delays: DELAY_BUCKETS.map(() => 0).concat(2), delaySum: 24, medianMs: 80, p95Ms: 120 },
  ...more,
})

describe('what pages report', () => {
  test('tells how each shows the camera, its stalls for as long as it comes this way', () => {
    const players = new Players()
    players.take(report(), 'one', 0)
    players.take(report({ medianMs: 90 }), 'one', 10_000)
    players.take(report({ delivery: 'hls', stalls: 0, medianMs: undefined, p95Ms: undefined }), 'other', 10_000)
    expect(players.list(10_000)).toEqual([
      { delivery: 'webcodecs', medianMs: 90, p95Ms: 120, stalls: 2 },
      { delivery: 'hls', stalls: 0 },
    ])
    players.take(report({ delivery: 'mse', stalls: 0 }), 'one', 20_000)
    expect(players.list(20_000)[1]).toEqual({ delivery: 'mse', medianMs: 80, p95Ms: 120, stalls: 0 })
  })

  test('of two tabs of one browser is told apart', () => {
    const players = new Players()
    players.take(report(), 'one', 0)
    players.take(report({ player: 'efgh5678' }), 'one', 0)
    expect(players.list(0).length).toBe(2)
  })

  test('is over when the page says so, or was not heard for long', () => {
    const players = new Players()
    players.take(report(), 'one', 0)
    players.take(report({ over: true }), 'one', 1000)
    players.take(report(), 'other', 1000)
    expect(players.list(30_000).length).toBe(1)
    expect(players.list(37_000)).toEqual([])
  })

  test('adds up by delivery, and stays when they are gone', () => {
    const players = new Players()
    players.take(report({ bytes: 10 }), 'one', 0)
    players.take(report({ over: true }), 'other', 90_000)
    const delays = DELAY_BUCKETS.map(() => 0).concat(4)
    expect(players.totals).toEqual([{ delivery: 'webcodecs', frames: 600, stalls: 2, bytes: 10, delays, delaySum: 48 }])
  })

  test('is bounded, however many pretend to be pages', () => {
    const players = new Players()
    for (let index = 0; index < 3000; index++) players.take(report(), String(index), 0)
    expect(players.list(0).length).toBe(1000)
  })
})

test.each([
  [0, 0],
  [25, 0],
  [25.1, 1],
  [9999, 12],
  [60_000, 13],
])('a delay of %s ms is counted in place %i', (ms, place) => expect(bucketOf(ms)).toBe(place))
