import { expect, test } from 'vitest'
import { parseEntry, parseLink, parseMe, parseWatching } from '../../../src/player/server/accessJson.ts'

const LINK = {
  id: 'a1',
  name: 'Grandma',
  kind: 'share',
  role: 'viewer',
  cameras: ['front'],
  output: null,
  createdAt: 1000,
  expiresAt: null,
  state: 'valid',
}
const { output: _, expiresAt: __, ...kept } = LINK

test.each([
  ['until revoked', LINK, kept],
  ['until a time', { ...LINK, expiresAt: 2000 }, { ...kept, expiresAt: 2000 }],
  ['of one output', { ...LINK, kind: 'embed', output: 'hls' }, { ...kept, kind: 'embed', output: 'hls' }],
  ['for the live WebSocket', { ...LINK, kind: 'embed', output: 'live' }, { ...kept, kind: 'embed', output: 'live' }],
  ['to all cameras', { ...LINK, cameras: 'all' }, { ...kept, cameras: 'all' }],
])('a link %s', (_, json, link) => expect(parseLink(json)).toEqual(link))

test.each([
  ['no object', 'x', 'link: expected an object, got "x"'],
  ['no name', { ...LINK, name: 1 }, 'link.name: expected text, got 1'],
  ['an unknown state', { ...LINK, state: 'odd' }, 'link.state: expected one of valid, expired, revoked, got "odd"'],
  ['no cameras', { ...LINK, cameras: 'some' }, 'link.cameras: expected "all" or a list, got "some"'],
])('a link with %s is refused', (_, json, message) => expect(() => parseLink(json)).toThrow(message))

test('who I am', () => {
  expect(parseMe({ role: 'owner', name: 'Owner', cameras: 'all', expiresAt: null, open: false })).toEqual({
    role: 'owner',
    name: 'Owner',
    cameras: 'all',
    open: false,
  })
})

test('who watches', () => {
  const json = {
    link: 'a1',
    name: 'Grandma',
    camera: 'front',
    output: 'live',
    since: 5,
    address: '::1',
    device: 'iPad',
  }
  expect(parseWatching(json)).toEqual(json)
  expect(parseWatching({ ...json, address: null, device: null })).toEqual({ ...json, address: '', device: '' })
})

test('what happened', () => {
  const json = { at: 5, event: 'refusal', link: null, name: null, address: '::1', count: 3, detail: 'wrong code' }
  expect(parseEntry(json)).toEqual({ at: 5, event: 'refusal', address: '::1', count: 3, detail: 'wrong code' })
})
