import { expect, test } from 'vitest'
import type { Verdict } from '../../../src/player/sight/freshness.ts'
import { viewWords } from '../../../src/player/view/words.ts'

const veil = { title: 'Picture from 12 s ago', detail: 'The camera gives no new picture.' }

test.each<[string, Verdict, boolean, object]>([
  [
    'live',
    { state: 'live', age: 80, behind: 80, late: false },
    false,
    { state: 'live', marked: false, age: '', reason: '' },
  ],
  [
    'far behind',
    { state: 'live', age: 4000, behind: 4000, late: true },
    false,
    { state: 'live', marked: false, age: '4 s behind', reason: '' },
  ],
  [
    'standing still',
    { state: 'lost', age: 12_000, late: false, veil },
    false,
    { state: 'lost', marked: true, age: '12 s old', reason: veil.detail },
  ],
  [
    'lost before a picture came',
    { state: 'lost', late: false, veil },
    false,
    { state: 'lost', marked: true, age: 'No picture', reason: veil.detail },
  ],
  [
    'starting',
    { state: 'starting', late: false, veil: { title: 'One moment', detail: 'Connecting.' } },
    false,
    { state: 'starting', marked: true, age: '', reason: 'Connecting.' },
  ],
  [
    'a poster that is fresh',
    { state: 'starting', age: 300, late: false },
    false,
    { state: 'starting', marked: false, age: '', reason: '' },
  ],
  [
    'the newest of a watched folder',
    { state: 'starting', age: 720_000, late: false, veil },
    true,
    { state: 'live', marked: false, age: '12 min old', reason: '' },
  ],
  [
    'a watched folder that is lost',
    { state: 'lost', age: 720_000, late: false, veil },
    true,
    { state: 'lost', marked: true, age: '12 min old', reason: veil.detail },
  ],
])('viewWords(): a picture that is %s', (_, verdict, repeats, words) =>
  expect(viewWords(verdict, repeats)).toEqual(words),
)
