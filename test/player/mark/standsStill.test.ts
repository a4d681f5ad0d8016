import { expect, test } from 'vitest'
import { type Shown, standsStill } from '../../../src/player/mark/standsStill.ts'

test.each<[string, Shown, boolean]>([
  ['that is new', { stillMs: 30, ageMs: 200 }, false],
  ['that is late, but moves', { stillMs: 30, ageMs: 9000 }, false],
  ['of a short pause', { stillMs: 2400, ageMs: 2450 }, false],
  ['that stands for longer', { stillMs: 2600, ageMs: 2650 }, true],
  ['that stands for longer, of an unknown age', { stillMs: 2600 }, true],
  ['that was long on its way and stands for half of that', { stillMs: 1300, ageMs: 2600 }, true],
  ['of a camera that gives one in two seconds', { stillMs: 5900, ageMs: 6000, frameMs: 2000 }, false],
  ['of a camera that gave one in two seconds', { stillMs: 6100, ageMs: 6100, frameMs: 2000 }, true],
  ['of a fast camera is not waited for less', { stillMs: 1000, ageMs: 1000, frameMs: 33 }, false],
])('a picture %s', (_, shown, expected) => expect(standsStill(shown)).toBe(expected))
