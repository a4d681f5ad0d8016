import { describe, expect, test } from 'vitest'
import { CatchUp } from '../../../src/player/play/catchUp.ts'

/** A network: how many seconds part number `index` takes from its last picture until it can be played. */
type Way = (index: number) => number

/** Plays a stream whose parts last `part` seconds over a network, from `behind` seconds behind, for `seconds`. */
function play(seconds: number, { part = 0.1, behind = 1.5, way }: { part?: number; behind?: number; way: Way }) {
  const pursuit = new CatchUp()
  let [position, edge, index, dry, stalls, jumps] = [-behind, -0.2, 0, false, 0, 0]
  const rates = new Set<number>()
  for (let now = 0; now < seconds * 1000; now += 10) {
    while (((index + 1) * part + way(index)) * 1000 <= now) {
      pursuit.arrived(now, edge)
      edge = ++index * part
      if (dry) pursuit.stalled(now)
      dry = false
    }
    const { rate, jump = 0 } = pursuit.step(now, position)
    rates.add(rate)
    jumps += jump > 0 ? 1 : 0
    const next = position + jump + 0.01 * rate
    if (next > edge && !dry) stalls++
    dry ||= next > edge
    position = Math.min(edge, next)
  }
  return { behind: seconds - position, stalls, jumps, rates }
}

const steady =
  (seconds: number): Way =>
  () =>
    seconds

describe('CatchUp', () => {
  test.each([
    ['no network', 0.1, steady(0.01), 0.16],
    ['80 ms round trip', 0.1, steady(0.05), 0.2],
    ['jitter of 60 ms', 0.1, (index: number) => 0.06 + 0.06 * Math.abs(Math.sin(index * 7.1)), 0.27],
    ['parts of a third', 1 / 3, steady(0.05), 0.44],
  ])('is a part, the way and a little margin behind within four seconds: %s', (_, part, way, expected) => {
    const { behind, stalls } = play(4, { part, way })
    expect(behind).toBeGreaterThan(expected - 0.05)
    expect(behind).toBeLessThan(expected + 0.05)
    expect(stalls).toBe(0)
  })

  test('goes there by one jump where that is far, else by playing faster', () => {
    expect(play(5, { behind: 3, way: steady(0.01) })).toMatchObject({ jumps: 1 })
    const near = play(5, { behind: 0.5, way: steady(0.01) })
    expect(near.jumps).toBe(0)
    expect(Math.max(...near.rates)).toBe(1.15)
  })

  test('what was held at the server before we came says nothing of the network', () => {
    const pursuit = new CatchUp()
    for (let index = 0; index < 6; index++) pursuit.arrived(index * 50, -3 + index * 0.1)
    expect(pursuit.step(300, -3)).toEqual({ rate: 1 })
  })

  test('neither does a backlog that is worked off later', () => {
    const slow: Way = index => Math.max(0.02, 2 - index * 0.1)
    expect(play(5, { way: slow, behind: 2 }).behind).toBeLessThan(0.25)
  })

  test('a single outage is not waited for ever after: it costs one stall', () => {
    const outage: Way = index => (index === 40 ? 0.35 : index === 41 ? 0.25 : index === 42 ? 0.15 : 0.05)
    const { behind, stalls } = play(9, { way: outage })
    expect(behind).toBeLessThan(0.35)
    expect(stalls).toBe(1)
  })

  test('stays farther behind after it ran dry, and comes nearer again', () => {
    const pursuit = new CatchUp()
    for (let at = 0; at <= 2000; at += 100) pursuit.arrived(at, at / 1000 - 0.2)
    // As far behind as is wanted is where it neither hurries nor dawdles.
    const wanted = (now: number) =>
      Array.from({ length: 100 }, (_, index) => index / 100).find(
        behind => pursuit.step(now, now / 1000 - behind).rate >= 1,
      )
    const before = wanted(2000) ?? 0
    for (let stall = 0; stall < 4; stall++) pursuit.stalled(2000)
    expect(wanted(2000)).toBeGreaterThan(before + 0.05)
    for (let at = 2100; at <= 92_000; at += 100) pursuit.arrived(at, at / 1000 - 0.2)
    expect(wanted(92_000)).toBeLessThan(before + 0.03)
  })
})
