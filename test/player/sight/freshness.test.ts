import { expect, test } from 'vitest'
import { type Sight, verdict } from '../../../src/player/sight/freshness.ts'

const NOW = 1_000_000
const LIVE = { kind: 'live', since: NOW - 60_000 } as const
const LOST = { kind: 'lost', since: NOW - 5000, reason: 'The camera was unplugged.' } as const

/** A picture painted and taken so many ms ago. */
const moving = (paintedAgo: number, takenAgo: number) =>
  ({ stillMs: paintedAgo, capturedAt: NOW - takenAgo, behindMs: takenAgo - paintedAgo, moving: true }) as const
const poster = (takenAgo: number) => ({ stillMs: 100, capturedAt: NOW - takenAgo, moving: false }) as const
/** What the server had one second ago. */
const newest = (takenAgo: number) => ({ capturedAt: NOW - takenAgo, toldAt: NOW - 1000 })
const sight = (seen: Partial<Sight>): Sight => ({ now: NOW, contact: 'answers', camera: LIVE, ...seen })

const STOPPED = 'No new picture comes. Trying again.'
const STANDS = 'The camera gives no new picture.'
const INTERRUPTED = 'The connection is slow or interrupted. Trying again.'
const SILENT = 'tunnelcam does not answer. Trying again.'

test.each<[string, Partial<Sight>, ReturnType<typeof verdict>]>([
  [
    'a fresh moving picture is live',
    { painted: moving(30, 500) },
    { state: 'live', age: 500, behind: 470, late: false },
  ],
  [
    'without access any more nothing is live, however fresh',
    { painted: moving(30, 500), ended: { title: 'This link was revoked.', detail: 'Ask for a new link.' } },
    {
      state: 'lost',
      age: 500,
      late: false,
      veil: { title: 'This link was revoked.', detail: 'Ask for a new link.' },
    },
  ],
  [
    'a moving picture of 4 s ago is live, but marked as late',
    { painted: moving(30, 4000) },
    { state: 'live', age: 4000, behind: 3970, late: true },
  ],
  [
    'a picture that is repeated until there is a newer one is as old as it is, and no fault',
    { painted: moving(30, 400), repeatedSince: NOW - 3_600_000 },
    { state: 'live', age: 3_600_000, late: false, repeated: true },
  ],
  [
    'when its video stops, that is a fault all the same',
    { painted: moving(3100, 3400), repeatedSince: NOW - 3_600_000 },
    { state: 'lost', age: 3400, late: false, veil: { title: 'Picture from 3 s ago', detail: STOPPED } },
  ],
  [
    'a moving picture of 6 s ago is not called live',
    { painted: moving(30, 6000), via: 'webcodecs' },
    { state: 'lost', age: 6000, late: false, veil: { title: 'Picture from 6 s ago', detail: STOPPED } },
  ],
  [
    'by HLS, which may wait for whole segments, it is',
    { painted: moving(30, 6000), via: 'hls' },
    { state: 'live', age: 6000, behind: 5970, late: true },
  ],
  [
    'but not one of 11 s ago',
    { painted: moving(30, 11_000), via: 'hls' },
    { state: 'lost', age: 11_000, late: false, veil: { title: 'Picture from 11 s ago', detail: STOPPED } },
  ],
  [
    'a picture that stands still is veiled, though the camera is live',
    { painted: moving(2600, 2700) },
    { state: 'lost', age: 2700, late: false, veil: { title: 'Picture from 3 s ago', detail: STOPPED } },
  ],
  [
    'it is the camera that stands where the server has had none for long',
    { painted: moving(3100, 3200), newest: newest(3200) },
    { state: 'lost', age: 3200, late: false, veil: { title: 'Picture from 3 s ago', detail: STANDS } },
  ],
  [
    'it is the way to us where the server has a newer one',
    { painted: moving(3100, 3200), newest: newest(1100) },
    { state: 'lost', age: 3200, late: false, veil: { title: 'Picture from 3 s ago', detail: INTERRUPTED } },
  ],
  [
    'and nobody knows where the server had this one when it was asked, and it was new then',
    { painted: moving(2600, 2700), newest: newest(2000) },
    { state: 'lost', age: 2700, late: false, veil: { title: 'Picture from 3 s ago', detail: STOPPED } },
  ],
  [
    'one that stood for only 2 s is veiled when it is older than 3 s',
    { painted: moving(2000, 3200) },
    { state: 'lost', age: 3200, late: false, veil: { title: 'Picture from 3 s ago', detail: STOPPED } },
  ],
  [
    'a short pause in a fresh picture is no reason to worry',
    { painted: moving(1400, 1900) },
    { state: 'live', age: 1900, behind: 500, late: false },
  ],
  [
    'a camera of one picture in five seconds may stand still for longer',
    { painted: moving(6000, 6500), frameMs: 5000 },
    { state: 'live', age: 6500, behind: 500, late: false },
  ],
  [
    'of which pictures are missing then',
    { painted: moving(15_100, 15_500), frameMs: 5000 },
    { state: 'lost', age: 15_500, late: false, veil: { title: 'Picture from 16 s ago', detail: STOPPED } },
  ],
  [
    'a lost camera is told with its reason, however fresh its last picture',
    { painted: moving(5050, 5500), camera: LOST },
    {
      state: 'lost',
      age: 5500,
      late: false,
      veil: { title: 'Picture from 6 s ago', detail: 'The camera was unplugged.' },
    },
  ],
  [
    'a picture taken after the camera was lost shows that it is back before the server says so',
    { painted: moving(30, 400), camera: LOST },
    { state: 'live', age: 400, behind: 370, late: false },
  ],
  [
    'a lost camera that never gave a picture',
    { camera: LOST },
    { state: 'lost', late: false, veil: { title: 'No picture', detail: 'The camera was unplugged.' } },
  ],
  [
    'a server that stopped answering, with the picture gone still',
    { painted: moving(8000, 8500), contact: 'silent' },
    { state: 'lost', age: 8500, late: false, veil: { title: 'Picture from 9 s ago', detail: SILENT } },
  ],
  [
    'a picture that moves is live even when the state cannot be asked',
    { painted: moving(30, 700), contact: 'silent' },
    { state: 'live', age: 700, behind: 670, late: false },
  ],
  [
    'a device without network',
    { contact: 'offline', painted: moving(60_000, 60_500) },
    {
      state: 'lost',
      age: 60_500,
      late: false,
      veil: {
        title: 'Picture from 1 min ago',
        detail: 'This device is offline. The picture returns when the network does.',
      },
    },
  ],
  [
    'a fresh poster is shown as it is, but not as live',
    { painted: poster(200) },
    { state: 'starting', age: 200, late: false },
  ],
  [
    'an old poster is veiled',
    { painted: poster(4000) },
    {
      state: 'starting',
      age: 4000,
      late: false,
      veil: { title: 'Picture from 4 s ago', detail: 'Waiting for the picture.' },
    },
  ],
  [
    'before anything is known',
    { camera: undefined, contact: 'unknown' },
    { state: 'starting', late: false, veil: { title: 'One moment', detail: 'Connecting.' } },
  ],
  [
    'a camera that starts',
    { camera: { kind: 'starting', since: NOW } },
    { state: 'starting', late: false, veil: { title: 'One moment', detail: 'The camera is starting.' } },
  ],
  [
    'a delivery that cannot tell the capture time: no age while pictures come',
    { painted: { stillMs: 30, moving: true } },
    { state: 'live', late: false },
  ],
  [
    'and at least the time since the last one when they stop',
    { painted: { stillMs: 4000, moving: true } },
    { state: 'lost', age: 4000, late: false, veil: { title: 'Picture from 4 s ago', detail: STOPPED } },
  ],
])('%s', (_, seen, expected) => expect(verdict(sight(seen))).toEqual(expected))
