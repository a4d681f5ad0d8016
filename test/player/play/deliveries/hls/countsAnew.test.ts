import { expect, test } from 'vitest'
import { countingAnew } from '../../../../../src/player/play/deliveries/hls/countsAnew.ts'

test.each([
  ['goes on', [0, 3, 5], [0, 4, 6], false],
  ['is the same', [0, 3, 5], [0, 3, 5], false],
  ['follows what we have to its end', [0, 3, 5], [0, 6, 8], false],
  ['leaves out what we do not have', [0, 3, 5], [0, 7, 9], true],
  ['counts lower than before', [0, 3, 5], [0, 1, 4], true],
  ['is of another level', [0, 3, 5], [1, 90, 95], false],
] as const)('a playlist that %s', (_, [level, startSN, endSN], [nextLevel, nextStart, nextEnd], anew) => {
  const countsAnew = countingAnew()
  expect(countsAnew(level, { startSN, endSN })).toBe(false)
  expect(countsAnew(nextLevel, { startSN: nextStart, endSN: nextEnd })).toBe(anew)
})
