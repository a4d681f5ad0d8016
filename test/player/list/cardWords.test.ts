import { expect, test } from 'vitest'
import { cardWords } from '../../../src/player/list/cardWords.ts'
import { summary } from '../../../src/player/list/summary.ts'
import type { CameraJson } from '../../../src/player/server/cameraJson.ts'

const NOW = 1_000_000
const camera = (state: CameraJson['state']): CameraJson => ({
  id: 'front',
  name: 'Front',
  source: 'test:',
  warnings: [],
  viewers: 0,
  state,
})
const live = camera({ kind: 'live', since: 0 })
const lost = camera({ kind: 'lost', since: 0, reason: 'Unplugged.' })
const taken = (ago: number) => ({ capturedAt: NOW - ago, stands: ago > 2500 })

test.each([
  [
    'live with a fresh picture',
    live,
    taken(900),
    true,
    { kind: 'live', state: 'Live', age: '', reason: '', stale: false },
  ],
  [
    'live by its word, but with an old picture',
    live,
    taken(12_000),
    true,
    { kind: 'starting', state: 'Starting', age: 'from 12 s ago', reason: '', stale: true },
  ],
  [
    'a source that repeats its newest picture, however old',
    { ...live, repeatedSince: NOW - 720_000 },
    taken(720_000),
    true,
    { kind: 'live', state: 'Newest', age: 'from 12 min ago', reason: '', stale: false },
  ],
  [
    'live, with no picture yet',
    live,
    undefined,
    true,
    { kind: 'starting', state: 'Starting', age: '', reason: '', stale: false },
  ],
  [
    'lost',
    lost,
    taken(1000),
    true,
    { kind: 'lost', state: 'Not live', age: 'from 1 s ago', reason: 'Unplugged.', stale: true },
  ],
  [
    'lost before it gave a picture',
    lost,
    undefined,
    true,
    { kind: 'lost', state: 'Not live', age: '', reason: 'Unplugged.', stale: false },
  ],
  [
    'on a server that is silent',
    live,
    taken(2000),
    false,
    { kind: 'lost', state: 'Not live', age: 'from 2 s ago', reason: 'No connection to tunnelcam', stale: true },
  ],
  [
    'asleep',
    camera({ kind: 'idle', since: 0 }),
    undefined,
    true,
    { kind: 'idle', state: 'Asleep', age: '', reason: '', stale: false },
  ],
])('the card of a camera that is %s', (_, camera, thumbnail, answers, words) => {
  expect(cardWords(camera, thumbnail, NOW, answers)).toEqual({ name: 'Front', ...words })
})

test.each([
  [[], ''],
  [['live'], '1 live'],
  [['live', 'live', 'live'], 'All 3 live'],
  [['live', 'lost', 'starting'], '1 live · 1 not live'],
  [['starting'], '1 camera'],
  [['idle', 'idle'], '2 cameras'],
] as const)('cameras that are %j: %j', (kinds, text) => expect(summary(kinds)).toBe(text))
