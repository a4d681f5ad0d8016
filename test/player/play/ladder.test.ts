import { expect, test } from 'vitest'
import { hasSmall, nextFooting, rungs, startOn, TOP, viaNamed } from '../../../src/player/play/ladder.ts'

const all = { webCodecs: true, mse: true, nativeHls: true }
const none = { webCodecs: false, mse: false, nativeHls: false }

test.each([
  ['with all there is', all, ['webcodecs', 'mse', 'hls', 'jpeg', 'mjpeg', 'stills']],
  ['at an address that is not secure', { ...all, webCodecs: false }, ['mse', 'hls', 'jpeg', 'mjpeg', 'stills']],
  ['with native HLS only', { ...none, nativeHls: true }, ['native', 'jpeg', 'mjpeg', 'stills']],
  ['with nothing', none, ['jpeg', 'mjpeg', 'stills']],
])('a browser %s tries', (_, can, expected) => expect(rungs(can)).toEqual(expected))

test.each([
  ['native', 'native'],
  ['smoke', undefined],
  [null, undefined],
])('?via=%s pins %s', (name, via) => expect(viaNamed(name)).toBe(via))

const three = ['webcodecs', 'hls', 'stills'] as const
const moved = { heard: true, moved: true, lasted: false, blamed: true }
const neverMoved = { ...moved, moved: false }
const cameraAway = { ...neverMoved, blamed: false }

test('a delivery that never moved though the camera was live is left at once, without a wait', () => {
  expect(nextFooting(TOP, three, neverMoved)).toEqual({ rung: 1, failures: 0, breaks: 0 })
})

test.each([
  ['over which nothing came is left for one that comes in another way', 'webcodecs', false, 'hls'],
  ['that brought something, but no picture, is left for the next', 'webcodecs', true, 'mse'],
  ['of JPEGs over which nothing came is left for single answers', 'jpeg', false, 'mjpeg'],
] as const)('a WebSocket %s', (_, via, heard, expected) => {
  const usual = rungs({ ...all, nativeHls: false })
  const { rung } = nextFooting({ ...TOP, rung: usual.indexOf(via) }, usual, { ...neverMoved, heard })
  expect(usual[rung]).toBe(expected)
})

test('one that moved gets two more tries before it is left', () => {
  const first = nextFooting(TOP, three, moved)
  const second = nextFooting(first, three, moved)
  expect([first, second, nextFooting(second, three, moved)]).toEqual([
    { rung: 0, failures: 1, breaks: 1 },
    { rung: 0, failures: 2, breaks: 2 },
    { rung: 1, failures: 0, breaks: 0 },
  ])
})

test('one that lasted a minute has a clean record again', () => {
  const worn = { rung: 0, failures: 5, breaks: 2 }
  expect(nextFooting(worn, three, { ...moved, lasted: true })).toEqual({ rung: 0, failures: 1, breaks: 1 })
})

test('one that was climbed to and did not last is left for the one that went well', () => {
  const climbed = { ...TOP, from: 2 }
  expect(nextFooting(climbed, three, moved)).toEqual({ ...TOP, rung: 2 })
  expect(nextFooting(climbed, three, cameraAway)).toEqual({ ...climbed, failures: 1 })
  expect(nextFooting(climbed, three, { ...moved, lasted: true })).toEqual({ rung: 0, failures: 1, breaks: 1 })
})

test('a lost camera or network is never blamed on the delivery', () => {
  expect(nextFooting({ rung: 1, failures: 7, breaks: 0 }, three, cameraAway)).toEqual({
    ...{ rung: 1, failures: 8, breaks: 0 },
  })
})

test('below the last delivery comes the first again, after a wait', () => {
  expect(nextFooting({ rung: 2, failures: 0, breaks: 0 }, three, neverMoved)).toEqual({
    ...{ rung: 0, failures: 1, breaks: 0 },
  })
})

test.each([
  ['nothing is known', undefined, 0],
  ['HLS went well', 'hls', 1],
  ['something went well that this browser has not', 'native', 0],
] as const)('where %s on this network, a visit begins on rung', (_, remembered, rung) => {
  expect(startOn(three, remembered)).toEqual({ ...TOP, rung })
})

test('whoever saves data gets the small picture by video alone', () =>
  expect(rungs({ ...all, mse: false }).filter(hasSmall)).toEqual(['webcodecs', 'native']))
