import { expect, test } from 'vitest'
import { JpegCredits } from '../../../../../src/player/play/deliveries/live/jpegCredits.ts'

/** How many are under way after pictures that came each 100 ms, each so much later than the quickest. */
function underWay(lateMs: number, pictures: number): number {
  const credits = new JpegCredits()
  let count = credits.opening
  for (let at = 0; at < pictures; at++) count += credits.taken(at * 100, lateMs) - 1
  return count
}

test.each([
  ['stays as it is where pictures are a little late', 150, 100, 3],
  ['grows to eight where the network has room', 5, 200, 8],
  ['shrinks to one where they queue up', 800, 100, 1],
])('the window %s', (_, lateMs, pictures, expected) => expect(underWay(lateMs, pictures)).toBe(expected))
