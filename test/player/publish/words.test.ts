import { expect, test } from 'vitest'
import {
  endWords,
  type Going,
  goingWords,
  rateText,
  type Words,
  watchingText,
} from '../../../src/player/publish/words.ts'

const going: Going = { now: 10_000, liveSince: 4000, lateMs: 20, failures: 0, muted: false, bitrate: 1_800_000 }
const sent = { width: 1280, height: 720, codec: 'H.264', sound: false }

test.each<[string, Partial<Going>, Words['state'], string, string]>([
  ['at first', { liveSince: undefined }, 'starting', 'Starting', 'Connecting…'],
  ['while it is taken', { viewers: 2, sent }, 'live', 'Live', '2 are watching · 1.8 Mbit/s · 720p H.264'],
  ['before much is known', { bitrate: 0 }, 'live', 'Live', ''],
  [
    'when the line is lost',
    { liveSince: undefined, failures: 1 },
    'lost',
    'Not sent',
    'The connection was lost. Trying again…',
  ],
  [
    'when none is had',
    { liveSince: undefined, failures: 2 },
    'lost',
    'Not sent',
    'tunnelcam does not answer. Trying again…',
  ],
  ['when nothing gets through', { lateMs: 2501 }, 'lost', 'Stuck', 'Nothing gets through now. Trying on…'],
  [
    'when the phone was locked',
    { muted: true },
    'starting',
    'Paused',
    'The browser has stopped the camera. It goes on by itself.',
  ],
  [
    'when it can’t be played',
    { trouble: 'FFmpeg says no.' },
    'live',
    'Live',
    'It is sent, but not shown: FFmpeg says no.',
  ],
])('%s it is said', (_, part, state, badge, line) => {
  const words = goingWords({ ...going, ...part })
  expect({ ...words, line: words.line.replaceAll('\u00a0', ' ') }).toEqual({ state, badge, line })
})

test.each([
  [undefined, ''],
  [0, 'Nobody is watching'],
  [1, '1 is watching'],
  [2, '2 are watching'],
])('%s viewers: %s', (viewers, expected) => expect(watchingText(viewers)).toBe(expected))

test.each([
  [0, ''],
  [900, '10 kbit/s'],
  [641_000, '640 kbit/s'],
  [996_000, '1.0 Mbit/s'],
  [4_450_000, '4.5 Mbit/s'],
])('%s bits a second are %s', (bitrate, expected) => expect(rateText(bitrate).replace('\u00a0', ' ')).toBe(expected))

test.each([
  ['taken_over', 'Another device has taken over.'],
  ['camera_not_found', 'Kitchen is not there any more.'],
  ['matroska', 'It was ended.'],
])('%s: %s', (code, title) => expect(endWords({ code, message: 'Why.' }, 'Kitchen').title).toBe(title))
