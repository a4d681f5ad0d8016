import { expect, test } from 'vitest'
import { Window } from '../../../src/hub/video/window.ts'
import type { Cut } from '../../../src/media/hls/cut.ts'

const LIMITS = { targetDuration: 1, partTarget: 0.35 }
const INIT = { bytes: Uint8Array.of(1), tracks: [] }

const part = (seconds = 0.5): Cut => ({
  kind: 'part',
  bytes: new Uint8Array(1000),
  seconds,
  frames: 5,
  independent: true,
  capturedAt: 1,
})

/** A window whose segments have this many parts of half a second each; a last 0 leaves nothing open. */
function windowOf(counts: readonly number[], { firstNumber = 0 } = {}): Window {
  const window = new Window(firstNumber)
  window.begin(INIT, LIMITS)
  for (const [index, count] of counts.entries()) {
    for (let made = 0; made < count; made++) window.add(part())
    if (index < counts.length - 1) window.add({ kind: 'segmentEnd' })
  }
  return window
}

test.each([
  ['asks for a part that exists', 1, 1, true],
  ['asks past the end of a closed segment: the next one’s first', 1, 9, true],
  ['asks past the live edge: wait', 2, 1, false],
  ['asks for the open segment whole: wait', 2, undefined, false],
  ['asks for a closed segment', 1, undefined, true],
  ['asks for a segment to come: wait', 3, 0, false],
])('has(): a viewer %s', (_, msn, index, expected) => expect(windowOf([2, 2, 1]).has(msn, index)).toBe(expected))

test('a segment that has left the window counts as had', () => {
  expect(windowOf([2, 1], { firstNumber: 50 }).has(49)).toBe(true)
})

test('past the end of the newest closed segment there is nothing yet', () => {
  expect(windowOf([2, 0]).has(0, 5)).toBe(false)
})

test('numbers start where they are told and only grow', () => {
  const window = windowOf([1, 1, 1], { firstNumber: 700 })
  expect(window.state().segments.map(segment => segment.msn)).toEqual([700, 701, 702])
  expect(window.edge).toBe(702)
  window.forget()
  window.add(part())
  expect(window.state().segments.map(segment => segment.msn)).toEqual([703])
})

test('the playlist slides: eight target durations are listed, twice as much can still be fetched', () => {
  const window = windowOf(Array.from({ length: 31 }, () => 2))
  const listed = window.state().segments.map(segment => segment.msn)
  expect([listed[0], listed.at(-1)]).toEqual([22, 30])
  expect([window.segment(13) !== undefined, window.segment(14) !== undefined]).toEqual([false, true])
  expect([window.part(27), window.part(28)?.id]).toEqual([undefined, 28])
})

test('a second run is a discontinuity; the first run’s limits stay', () => {
  const window = windowOf([2, 1])
  window.end()
  expect(window.begin(INIT, { targetDuration: 4, partTarget: 1 })).toEqual(LIMITS)
  window.add(part())
  const last = window.state().segments.at(-1)
  expect([last?.discontinuity, last?.init]).toEqual([true, 1])
})

test('a discontinuity that leaves the list is counted, and its init is dropped when nothing needs it', () => {
  const window = windowOf([2, 2], { firstNumber: 100 })
  window.end()
  window.begin(INIT, LIMITS)
  const seen: string[] = []
  for (let segment = 0; segment < 20; segment++) {
    window.add(part(1))
    window.add({ kind: 'segmentEnd' })
    const { discontinuitySequence, segments } = window.state()
    seen.push(`${segments[0]?.msn}:${discontinuitySequence}${segments[0]?.discontinuity ? ' starts' : ''}`)
  }
  expect(seen.slice(5, 11)).toEqual(['100:0', '101:0', '102:1 starts', '103:1', '104:1', '105:1'])
  expect([window.initNumbered(100), window.initNumbered(101)?.number]).toEqual([undefined, 101])
})

test('discontinuities that are forgotten are counted too', () => {
  const window = windowOf([1, 1], { firstNumber: 10 })
  window.end()
  window.begin(INIT, LIMITS)
  window.add(part())
  window.end()
  window.forget()
  expect(window.state().discontinuitySequence).toBe(1)
  window.begin(INIT, LIMITS)
  window.add(part())
  expect(window.state().discontinuitySequence).toBe(2)
})

test('rates are those of whole segments', () => {
  const window = windowOf([2])
  expect(window.rates()).toBeUndefined()
  window.add({ kind: 'segmentEnd' })
  window.add(part(0.25))
  window.add({ kind: 'segmentEnd' })
  expect(window.rates()).toEqual({ peakBitRate: 32_000, averageBitRate: 19_200, framesPerSecond: 12 })
})

test('who waits is woken by the next part, and let go by an abort', async () => {
  const window = windowOf([2, 0])
  const patient = window.changed.until(() => window.has(1, 0), new AbortController().signal)
  const leaving = new AbortController()
  const impatient = window.changed.until(() => window.has(9, 0), leaving.signal)
  window.add(part())
  leaving.abort()
  expect(await Promise.all([patient, impatient])).toEqual([true, false])
})

test('runs without a picture leave nothing behind, however many there are', () => {
  const window = windowOf([1, 0], { firstNumber: 7 })
  for (let run = 0; run < 100; run++) window.begin(INIT, LIMITS)
  const held = Array.from({ length: 101 }, (_, run) => 7 + run).filter(number => window.initNumbered(number))
  expect(held).toEqual([7, 107])
  window.add(part())
  expect(window.state().segments.map(({ init }) => init)).toEqual([7, 107])
})
