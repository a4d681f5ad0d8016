import { describe, expect, test } from 'vitest'
import { type Look, Thrift } from '../../../src/agent/uplink/thrift.ts'

const FULL_NEEDS = 250_000

/** A line that is looked at four times a second. */
function line() {
  const thrift = new Thrift()
  let now = 1_000_000
  const look = (seconds: number, at: (second: number) => Partial<Look>) => {
    const from = now
    const before = thrift.thin
    for (; now < from + seconds * 1000; now += 250) {
      const usual = { now, behindMs: 0, silentMs: 100, carried: undefined, needed: () => FULL_NEEDS }
      thrift.look({ ...usual, ...at((now - from) / 1000) })
      if (thrift.thin !== before) return (now - from) / 1000
    }
    return undefined
  }
  const pass = (seconds: number) => {
    now += seconds * 1000
  }
  return { thrift, look, pass }
}
const growing = (second: number) => ({ behindMs: second * 700 })
const fine = { behindMs: 0, carried: 10 * FULL_NEEDS }

describe('a line gets the small picture', () => {
  test.each<[string, (second: number) => Partial<Look>, number | undefined]>([
    ['when video falls ever more behind', growing, 3.5],
    ['when it stays behind', () => ({ behindMs: 1500 }), 2],
    ['not while it catches up', second => ({ behindMs: Math.max(0, 9000 - 600 * second) }), undefined],
    ['not when nothing arrives: that line is dead', second => ({ ...growing(second), silentMs: 4000 }), undefined],
    ['not for what comes some hundred ms late', () => ({ behindMs: 900 }), undefined],
  ])('%s', (_, at, after) => expect(line().look(30, at)).toBe(after))
})

describe('and the full one again', () => {
  test.each<[string, (second: number) => Partial<Look>, number | undefined]>([
    ['when it has carried the small one for a while, with room to spare', () => fine, 10],
    ['also where that room could not be measured', () => ({ carried: undefined }), 10],
    ['not without room', () => ({ carried: 1.4 * FULL_NEEDS }), undefined],
    ['later when the small one has to wait too', second => (second < 6 ? { behindMs: 1200 } : fine), 15.75],
  ])('%s', (_, at, after) => {
    const { look } = line()
    look(30, growing)
    expect(look(60, at)).toBe(after)
  })

  test('later and later when that did not last, at most after five minutes, and soon when it did', () => {
    const { look, pass, thrift } = line()
    const waits = Array.from({ length: 7 }, () => {
      look(30, growing)
      return Math.round(look(400, () => fine) ?? 0)
    })
    expect(waits).toEqual([10, 20, 40, 80, 160, 300, 300])
    look(90, () => fine)
    look(30, growing)
    expect(look(400, () => fine)).toBeCloseTo(10, 0)
    look(30, growing)
    pass(301) // nobody has watched
    expect(look(1, () => fine)).toBe(0)
    expect(thrift.thin).toBe(false)
  })

  test('and says so also where nobody has watched for long', () => {
    const { look, thrift } = line()
    look(30, growing)
    expect(thrift.look({ ...fine, now: 2_000_000, silentMs: 100, needed: () => FULL_NEEDS })).toBe(true)
    expect(thrift.thin).toBe(false)
  })
})
