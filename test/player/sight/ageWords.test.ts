import { expect, test } from 'vitest'
import { badgeAge, delayText } from '../../../src/player/sight/ageWords.ts'

const live = { state: 'live', late: false } as const

test.each([
  ['nothing where it does not matter', { ...live, age: 130, behind: 120 }, '', ''],
  ['how far behind a late one is', { ...live, age: 2130, behind: 2100 }, '', '2 s behind'],
  ['nothing yet for a little less than a second', { ...live, age: 910, behind: 900 }, '', ''],
  ['so much still where it was told before', { ...live, age: 910, behind: 900 }, '1 s behind', '1 s behind'],
  ['and no more when it is clearly less', { ...live, age: 710, behind: 700 }, '1 s behind', ''],
  ['how old the newest of a slow camera is', { ...live, age: 4200, behind: 100 }, '', '4 s old'],
  ['how old a repeated one is', { ...live, age: 3_600_000, repeated: true }, '', '1 h old'],
  ['nothing under a veil', { ...live, age: 9000, behind: 90, veil: { title: '', detail: '' } }, '', ''],
  ['that it is not known, where a delivery can’t tell', live, '', 'age unknown'],
  ['nothing of what only starts', { state: 'starting', late: false }, '', ''],
] as const)('the badge says %s', (_, verdict, before, expected) => expect(badgeAge(verdict, before)).toBe(expected))

test.each([
  [84.4, 3, '84 ms'],
  [84.4, 40, 'about 84 ms'],
  [1240, 40, '1240 ms'],
  [12_400, 40, '12 s'],
  [undefined, 40, ''],
  [84, undefined, ''],
])('a delay of %s ms, known but for %s ms, reads %j', (behind, error, expected) =>
  expect(delayText(behind, error)).toBe(expected),
)
