import { expect, test } from 'vitest'
import { playersText } from '../../../src/player/sight/playersText.ts'

const live = { delivery: 'webcodecs', medianMs: 80, stalls: 0 }
const hls = { delivery: 'hls', medianMs: 610, stalls: 1 }

test.each([
  ['nobody', 0, [], ''],
  ['viewers of which nothing is known', 2, undefined, '2'],
  ['one page', 1, [live], '1: WebCodecs 0.1 s'],
  ['two ways, and a stall', 2, [live, hls], '2: WebCodecs 0.1 s, HLS 0.6 s, 1 stall'],
  [
    'several in one way',
    4,
    [live, hls, { ...hls, medianMs: 2000 }, { ...hls, medianMs: 900 }],
    '4: WebCodecs 0.1 s, 3 × HLS 0.9 s, 3 stalls',
  ],
  ['an HLS viewer who has no request open now', 0, [hls], '1: HLS 0.6 s, 1 stall'],
  ['a player that can’t tell its delay', 1, [{ delivery: 'native', stalls: 0 }], '1: HLS'],
])('%s', (_, viewers, players, expected) => expect(playersText(viewers, players)).toBe(expected))
