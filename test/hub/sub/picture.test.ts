import { expect, test } from 'vitest'
import { subPicture } from '../../../src/hub/sub/picture.ts'
import { kept, thinnedRate } from '../../../src/hub/sub/thin.ts'

const usual = { size: { width: 640, height: 640 }, rate: 15, bitrate: 300 }

test.each([
  ['1080p at 30', { width: 1920, height: 1080, frameRate: 30 }, usual, '640x360 at 15.00, avc1.4d401e'],
  ['4:3 at 25', { width: 1600, height: 1200, frameRate: 25 }, usual, '640x480 at 13.89, avc1.4d401e'],
  ['a phone held upright', { width: 720, height: 1280, frameRate: 30 }, usual, '360x640 at 15.00, avc1.4d401e'],
  ['an odd shape', { width: 1000, height: 563, frameRate: 10 }, usual, '640x360 at 10.00, avc1.4d401e'],
  ['of an unknown rate', { width: 1280, height: 720, frameRate: undefined }, usual, '640x360 at 15.00, avc1.4d401e'],
  [
    'with a wish for more',
    { width: 3840, height: 2160, frameRate: 30 },
    { size: { width: 1280, height: 720 }, rate: 30, bitrate: 900 },
    '1280x720 at 30.00, avc1.4d401f',
  ],
  ['as small as that', { width: 640, height: 480, frameRate: 30 }, usual, 'none'],
  ['smaller', { width: 320, height: 240, frameRate: 30 }, usual, 'none'],
])('the small picture of a camera %s', (_, full, config, expected) => {
  const small = subPicture(full, config)
  const said = small && `${small.width}x${small.height} at ${small.frameRate.toFixed(2)}, ${small.codec}`
  expect(said ?? 'none').toBe(expected)
})

test.each([
  [10, 5, [0, 2, 4, 6, 8]],
  [9, 5.4, [0, 1, 3, 5, 7]],
  [10, 3.33, [0, 3, 6]],
  [4, 6, [0, 1, 2, 3]],
  [3, 0.4, [0]],
  [1, 0.5, [0]],
  [10, 4.999, [0, 2, 4, 6, 8]],
])('of %i frames, when %d are wanted, these are kept', (count, most, indices) => {
  expect([...kept(count, most)]).toEqual(indices)
})

test.each([
  [30, 15, 10, 15],
  [25, 15, 9, 125 / 9],
  [10, 15, 4, 10],
  [30, 1, 10, 3],
])('%i a second, at most %i kept in parts of %i frames', (rate, most, frames, left) => {
  expect(thinnedRate(rate, most, frames)).toBeCloseTo(left)
})
