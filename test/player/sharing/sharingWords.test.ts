import { expect, test } from 'vitest'
import type { Entry, Link, Watching } from '../../../src/player/server/accessJson.ts'
import { entryWords, linkWords, watchingWords } from '../../../src/player/sharing/sharingWords.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE
const NOW = 100 * DAY
const nameOf = (id: string) => ({ front: 'Front door', garden: 'Garden' })[id] ?? id

const link: Link = {
  id: 'a1',
  name: 'Grandma',
  kind: 'share',
  role: 'viewer',
  cameras: ['front', 'garden'],
  createdAt: NOW - DAY,
  state: 'valid',
}

test.each<[Partial<Link>, string]>([
  [{}, 'Front door, Garden · until revoked'],
  [{ cameras: 'all', expiresAt: NOW + 7 * DAY - MINUTE }, 'All cameras · 7 days left'],
  [{ cameras: [], expiresAt: NOW + 5 * MINUTE }, 'No camera · 5 min left'],
  [{ kind: 'embed', cameras: ['front'], output: 'mjpeg' }, 'Front door, MJPEG · until revoked'],
  [{ kind: 'embed', cameras: ['front'], output: 'mp4' }, 'Front door, MP4 · until revoked'],
  [{ kind: 'printed', cameras: 'all' }, 'All cameras · printed at the start'],
  [{ kind: 'printed', role: 'owner', cameras: 'all' }, 'Everything, as the owner · printed at the start'],
  [{ role: 'publisher' }, 'Sends pictures, sees none · until revoked'],
  [{ cameras: 'all', state: 'expired', expiresAt: NOW - 120 * MINUTE }, 'All cameras · expired 2 h ago'],
  [{ cameras: 'all', state: 'expired' }, 'All cameras · expired'],
  [{ cameras: 'all', state: 'revoked', expiresAt: NOW + DAY }, 'All cameras · revoked'],
])('a link %j reads: %s', (of, detail) => {
  expect(linkWords({ ...link, ...of }, NOW, nameOf)).toEqual({ title: 'Grandma', detail, aside: '' })
})

test('who publishes is told beside who watches', () => {
  const watching: Watching = {
    ...{ link: 'a2', name: 'Detector', camera: 'garden', output: 'publish' },
    ...{ since: NOW - 3 * MINUTE, address: '', device: 'Python' },
  }
  expect(watchingWords(watching, NOW, nameOf)).toEqual({
    title: 'Detector · Python',
    detail: 'Garden, publishes',
    aside: '3 min',
  })
})

test('who watches: by which link, on what, which camera and how, from where, since when', () => {
  const watching: Watching = {
    link: 'a1',
    name: 'Grandma',
    camera: 'front',
    output: 'hls',
    since: NOW - 12 * MINUTE,
    address: '203.0.113.9',
    device: 'iPhone',
  }
  expect(watchingWords(watching, NOW, nameOf)).toEqual({
    title: 'Grandma · iPhone',
    detail: 'Front door, HLS · 203.0.113.9',
    aside: '12 min',
  })
  expect(watchingWords({ ...watching, device: '', address: '', output: 'still' }, NOW, nameOf)).toEqual({
    title: 'Grandma',
    detail: 'Front door, single pictures',
    aside: '12 min',
  })
})

const named = {
  at: NOW - 40_000,
  name: 'Grandma',
  address: '203.0.113.9',
  count: 1,
  detail: 'Somebody came in by "Grandma".',
}
const nameless = { at: NOW - 40_000, count: 1, detail: '' }

test.each<[Entry, string, string]>([
  [{ ...named, event: 'entry' }, '“Grandma” came in', '203.0.113.9'],
  [{ ...nameless, event: 'entry' }, 'Somebody came in', ''],
  [{ ...nameless, event: 'refusal', detail: 'wrong code', count: 12 }, 'Refused', 'wrong code · 12 times'],
  [{ ...named, event: 'refusal', detail: 'expired' }, '“Grandma” was refused', 'expired · 203.0.113.9'],
  [{ ...named, event: 'share', detail: '' }, 'Link “Grandma” was made', '203.0.113.9'],
  [{ ...nameless, event: 'share' }, 'A link was made', ''],
  [{ ...nameless, name: 'Grandma', event: 'revocation' }, 'Link “Grandma” was revoked', ''],
  [{ ...nameless, event: 'rotation' }, 'Everybody was signed out', ''],
])('%j reads: %s', (entry, title, detail) => {
  expect(entryWords(entry, NOW)).toEqual({ title, detail, aside: '40 s ago' })
})
