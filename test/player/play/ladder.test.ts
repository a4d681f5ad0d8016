import { expect, test } from 'vitest'
import { nextFooting, rungs, TOP, thriftyRungs } from '../../../src/player/play/ladder.ts'

const all = { webCodecs: true, mse: true, nativeHls: true }
const none = { webCodecs: false, mse: false, nativeHls: false }

test.each([
  ['with all there is', all, null, ['webcodecs', 'mse', 'hls', 'mjpeg', 'stills']],
  ['at an address that is not secure', { ...all, webCodecs: false }, null, ['mse', 'hls', 'mjpeg', 'stills']],
  ['with native HLS only', { ...none, nativeHls: true }, null, ['native', 'mjpeg', 'stills']],
  ['with nothing', none, null, ['mjpeg', 'stills']],
  ['with ?via=native', all, 'native', ['native']],
  ['with a ?via= that does not exist', none, 'smoke', ['mjpeg', 'stills']],
])('a browser %s tries', (_, can, pinned, expected) => expect(rungs(can, pinned)).toEqual(expected))

const moved = { moved: true, lasted: false, blamed: true }
const neverMoved = { moved: false, lasted: false, blamed: true }
const cameraAway = { moved: false, lasted: false, blamed: false }

test('a delivery that never moved though the camera was live is left at once, without a wait', () => {
  expect(nextFooting(TOP, 3, neverMoved)).toEqual({ rung: 1, failures: 0, breaks: 0 })
})

test('one that moved gets two more tries before it is left', () => {
  const first = nextFooting(TOP, 3, moved)
  const second = nextFooting(first, 3, moved)
  expect([first, second, nextFooting(second, 3, moved)]).toEqual([
    { rung: 0, failures: 1, breaks: 1 },
    { rung: 0, failures: 2, breaks: 2 },
    { rung: 1, failures: 0, breaks: 0 },
  ])
})

test('one that lasted a minute has a clean record again', () => {
  const worn = { rung: 0, failures: 5, breaks: 2 }
  expect(nextFooting(worn, 3, { ...moved, lasted: true })).toEqual({ rung: 0, failures: 1, breaks: 1 })
})

test('a lost camera or network is never blamed on the delivery', () => {
  expect(nextFooting({ rung: 1, failures: 7, breaks: 0 }, 3, cameraAway)).toEqual({ rung: 1, failures: 8, breaks: 0 })
})

test('below the last delivery comes the first again, after a wait', () => {
  expect(nextFooting({ rung: 2, failures: 0, breaks: 0 }, 3, neverMoved)).toEqual({ rung: 0, failures: 1, breaks: 0 })
})

test.each([
  ['with all there is', ['webcodecs', 'mse', 'hls', 'mjpeg', 'stills'], ['hls', 'stills']],
  ['with native HLS only', ['native', 'mjpeg', 'stills'], ['native', 'stills']],
  ['without HLS', ['mjpeg', 'stills'], ['mjpeg', 'stills']],
  ['pinned to one', ['mse'], ['mse']],
] as const)('the small picture is sought, by a browser %s, in', (_, all, expected) => {
  expect(thriftyRungs(all)).toEqual(expected)
})
