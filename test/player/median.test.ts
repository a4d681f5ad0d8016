import { expect, test } from 'vitest'
import { median } from '../../src/player/median.ts'

test.each([
  ['the one in the middle', [9, 1, 5], 5],
  ['of an even number the upper one', [4, 1, 3, 2], 3],
  ['nothing of nothing', [], undefined],
])('the median is %s', (_, values, middle) => expect(median(values)).toBe(middle))
