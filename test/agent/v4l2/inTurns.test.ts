import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inTurns } from '../../../src/agent/v4l2/inTurns.ts'

test.each([
  ['twelve, four at once', 12, 4, 4],
  ['two, four at once', 2, 4, 2],
  ['none', 0, 4, 0],
])('%s', async (_, count, atOnce, most) => {
  const items = Array.from({ length: count }, (_, index) => index)
  let working = 0
  let seen = 0
  const results = await inTurns(items, atOnce, async item => {
    seen = Math.max(seen, ++working)
    for (let i = 0; i < (item % 3) + 1; i++) await turn()
    working--
    return item * 2
  })
  expect([results, seen]).toEqual([items.map(item => item * 2), most])
})

test('one that fails fails all', async () =>
  expect(inTurns([1, 2, 3], 2, async item => (item === 2 ? Promise.reject(new Error('two')) : item))).rejects.toThrow(
    'two',
  ))
