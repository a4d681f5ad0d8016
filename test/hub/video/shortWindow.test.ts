import { expect, test } from 'vitest'
import { Window } from '../../../src/hub/video/window.ts'
import { mediaPlaylist } from '../../../src/media/hls/playlist.ts'

const FACTS = { bytes: new Uint8Array(9), frames: 3, capturedAt: Date.UTC(2026, 0, 1) }

/** A window whose segments have so many short parts of a tenth of a second each, two of them a part; the last is open. */
function windowOf(counts: readonly number[], { runs = 1 } = {}): Window {
  const window = new Window(0)
  for (let run = 0; run < runs; run++) {
    window.begin({ bytes: Uint8Array.of(run), tracks: [] }, { targetDuration: 1, partTarget: 0.21 })
    for (const [index, count] of counts.entries()) {
      for (let made = 0; made < count; made++) {
        const independent = made === 0
        window.add({ kind: 'shortPart', ...FACTS, seconds: 0.1, independent })
        if (made % 2 === 1) window.add({ kind: 'part', ...FACTS, seconds: 0.2, independent: made === 1 })
      }
      if (index < counts.length - 1 || run < runs - 1) window.add({ kind: 'segmentEnd' })
    }
  }
  return window
}

test('what is open is told from its first short part on', () => {
  const { short } = windowOf([4, 1])
  const { segments, nextPart } = short.state()
  expect([segments.map(({ msn, done, parts }) => [msn, done, parts.length]), nextPart]).toEqual([
    [
      [0, true, 4],
      [1, false, 1],
    ],
    5,
  ])
})

test('a playlist is short: three target durations, and the newest two segments in parts', () => {
  const text = mediaPlaylist(windowOf([10, 10, 10, 10, 10, 4]).short.state())
  expect(text.match(/segment-\d+/g)).toEqual(['segment-3', 'segment-4'])
  expect(text.match(/part-\d+/g)?.length).toBe(10 + 10 + 4 + 1)
  expect(text.length).toBeLessThan(1700)
})

test.each([
  ['a short part that exists', 1, 3, true],
  ['the next: wait', 2, 1, false],
  ['past the end of a closed segment: the next one’s first', 1, 9, true],
  ['a closed segment', 1, undefined, true],
  ['the open segment whole: wait', 2, undefined, false],
  ['a segment that has left', -3, 0, true],
])('has(): a viewer asks for %s', (_, msn, part, expected) =>
  expect(windowOf([4, 4, 1]).short.has(msn, part)).toBe(expected),
)

test('some parts may be asked for before they are there, others not', () => {
  const { short } = windowOf([4, 4])
  expect([7, 8, 15, 16].map(id => short.isNextPart(id))).toEqual([false, true, true, false])
})

test('parts of segments that are told whole are not held', () => {
  const { short } = windowOf([4, 4, 4, 4])
  expect([0, 3, 4, 15].map(id => short.part(id) !== undefined)).toEqual([false, false, true, true])
})

test('a run that follows another begins with a discontinuity', () => {
  const { segments } = windowOf([4, 4], { runs: 2 }).short.state()
  expect(segments.map(({ discontinuity, init }) => [discontinuity, init])).toEqual([
    [false, 0],
    [false, 0],
    [true, 1],
    [false, 1],
  ])
})

test('what was forgotten is served to nobody', () => {
  const window = windowOf([4, 4])
  window.forget()
  expect([window.short.state().segments, window.short.part(6)]).toEqual([[], undefined])
})
