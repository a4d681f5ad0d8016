import { expect, test } from 'vitest'
import { leaks } from '../../../bench/soak/judge.ts'

const quiet = { at: 0, children: 0, handles: 27, rss: 90, heap: 20, buffers: 4 }
const rounds = (change: (round: number) => Partial<typeof quiet>) =>
  Array.from({ length: 10 }, (_, round) => ({ ...quiet, ...change(round) }))

test.each([
  ['all as before', rounds(() => ({})), []],
  ['the first round loads much', rounds(round => (round === 0 ? { heap: 2, handles: 20, rss: 40 } : {})), []],
  ['a heap that rises and falls', rounds(round => ({ heap: 20 + 3 * (round % 3) })), []],
  [
    'an FFmpeg left once',
    rounds(round => ({ children: round === 4 ? 2 : 0 })),
    [/^Nobody watches, and 2 FFmpeg are left/],
  ],
  ['a handle a round', rounds(round => ({ handles: 27 + round })), [/^There are 8 more file handles/]],
  ['a megabyte of heap a round', rounds(round => ({ heap: 20 + round })), [/^Memory \(heap\) has grown by 6\.0 MB/]],
  ['ten megabytes a round', rounds(round => ({ rss: 90 + 11 * round })), [/^Memory \(rss\) has grown by 66\.0 MB/]],
  ['too short', rounds(() => ({})).slice(0, 2), [/^There are too few samples/]],
])('%s', (_, samples, found) => {
  const said = leaks(samples)
  expect(said).toHaveLength(found.length)
  for (const [index, words] of found.entries()) expect(said[index]).toMatch(words)
})
