import { expect, test } from 'vitest'
import { hold } from '../../../../../src/player/play/deliveries/live/holdAge.ts'

test.each([
  ['as much as is needed: at an even pace', 0.035, 0, { rate: 1 }],
  ['a little more: a little faster', 0.085, 0, { rate: 1.06 }],
  ['much more: as fast as nobody minds', 0.3, 0, { rate: 1.15 }],
  ['less than the network needs: slower', 0.05, 80, { rate: 0.94 }],
  ['as much as an uneven network needs', 0.1, 80, { rate: 1 }],
  ['nothing: not slower than nobody minds', 0, 200, { rate: 0.92 }],
  ['far more than is needed: a jump to where it should be', 1.5, 0, { rate: 1, jumpTo: 20 - 0.035 }],
])('with %s', (_, ahead, spreadMs, expected) => expect(hold(ahead, 20, spreadMs, true)).toEqual(expected))

test.each([
  ['a little more: a little faster', 0.085, { rate: 1.06 }],
  ['what a break has cost: twice as fast, for a moment', 0.3, { rate: 2 }],
  ['far more than is needed: a jump', 1.5, { rate: 1, jumpTo: 20 - 0.035 }],
])('where nobody listens, with %s', (_, ahead, expected) => expect(hold(ahead, 20, 0, false)).toEqual(expected))
