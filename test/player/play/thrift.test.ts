import { describe, expect, test } from 'vitest'
import { type Thrift, thrift, WELL } from '../../../src/player/play/thrift.ts'

/** Steps of half a second for so many seconds, with `behind` of each second. */
function go(from: Thrift, seconds: number, behind: (second: number) => number): { state: Thrift; changes: number[] } {
  let state = from
  const changes: number[] = []
  for (let step = 1; step <= seconds * 2; step++) {
    const next = thrift(state, { at: state.at + 500, behind: behind(step / 2) })
    if (next.saving !== state.saving) changes.push(step / 2)
    state = next
  }
  return { state, changes }
}

describe('the small picture is played', () => {
  test.each([
    ['never on a good link', () => 0.2, []],
    ['never where a part is late now and then', (second: number) => (second % 10 < 2 ? 1.5 : 0.2), []],
    ['after four seconds in which nothing comes', (second: number) => second, [5]],
    ['where half the time too little has come', (second: number) => (second % 4 < 2 ? 1.4 : 0.5), [9]],
  ])('%s', (_, behind, changes) => expect(go(WELL, 50, behind).changes).toEqual(changes))

  test('for a minute, then for two, and so on, while the full one never keeps up', () => {
    let state = WELL
    const saved: number[] = []
    for (let times = 0; times < 6; times++) {
      const begun = go(state, 4, () => 3)
      const over = go(begun.state, 1000, () => 0.2)
      expect([begun.changes, over.changes.length]).toEqual([[4], 1])
      saved.push(...over.changes)
      state = go(begun.state, over.changes[0] ?? 0, () => 0.2).state
    }
    expect(saved).toEqual([60, 120, 240, 480, 900, 900])
  })

  test('until it keeps up itself', () => {
    expect(go(go(WELL, 4, () => 3).state, 300, () => 3).changes).toEqual([])
  })

  test('a page that slept is not behind for as long as it slept', () => {
    expect(thrift(WELL, { at: 600_000, behind: 30 }).saving).toBe(false)
  })

  test('what went well for five minutes is forgiven', () => {
    const tried = { ...WELL, patienceMs: 480_000 }
    expect(go(tried, 301, () => 0.1).state.patienceMs).toBe(60_000)
  })
})
