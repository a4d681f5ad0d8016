import { describe, expect, test } from 'vitest'
import { type Link, linkSchema, linkState, type MadeLink, passOf } from '../../src/access/link.ts'
import { maySee, OPEN_PASS, type Pass, type Role } from '../../src/access/pass.ts'

const share: MadeLink = {
  kind: 'share',
  id: 'grandma1',
  name: 'Grandma',
  role: 'viewer',
  cameras: ['front'],
  hash: 'h'.repeat(43),
  createdAt: 1000,
}
const embed: MadeLink = {
  kind: 'embed',
  id: 'dash1234',
  name: 'Dashboard',
  role: 'viewer',
  cameras: ['front'],
  output: 'hls',
  createdAt: 1000,
}

test.each<[string, Partial<MadeLink>, number, 'valid' | 'expired' | 'revoked']>([
  ['without an end', {}, Number.MAX_SAFE_INTEGER, 'valid'],
  ['a millisecond before its end', { expiresAt: 5000 }, 4999, 'valid'],
  ['at its end', { expiresAt: 5000 }, 5000, 'expired'],
  ['after its end', { expiresAt: 5000 }, 9000, 'expired'],
  ['that was revoked', { revokedAt: 3000 }, 4000, 'revoked'],
  ['that was revoked, by a clock that runs ahead', { revokedAt: 9000 }, 4000, 'revoked'],
  ['that was revoked and is past its end', { revokedAt: 3000, expiresAt: 5000 }, 9000, 'revoked'],
])('a link %s', (_, more, now, state) => expect(linkState({ ...share, ...more } as Link, now)).toBe(state))

test.each<[string, Link, Pass]>([
  ['a share', share, { link: 'grandma1', name: 'Grandma', role: 'viewer', cameras: ['front'] }],
  [
    'a share with an end',
    { ...share, expiresAt: 5 },
    { link: 'grandma1', name: 'Grandma', role: 'viewer', cameras: ['front'], expiresAt: 5 },
  ],
  ['an embed', embed, { link: 'dash1234', name: 'Dashboard', role: 'viewer', cameras: ['front'], output: 'hls' }],
  [
    'the printed link of the owner',
    { kind: 'printed', id: 'owner', name: 'Owner', role: 'owner', cameras: 'all', hash: 'h', createdAt: 0 },
    { link: 'owner', name: 'Owner', role: 'owner', cameras: 'all' },
  ],
])('%s entitles to', (_, link, pass) => expect(passOf(link)).toEqual(pass))

describe('what is kept of a link', () => {
  test.each([
    ['a share', share],
    ['an embed', embed],
    ['a share for all cameras', { ...share, cameras: 'all' }],
    ['a link of a publisher', { ...share, role: 'publisher' }],
    ['a link that was revoked and had an end', { ...share, expiresAt: 1, revokedAt: 2 }],
  ])('%s is read', (_, kept) => expect(linkSchema.parse(JSON.parse(JSON.stringify(kept)))).toEqual(kept))

  test.each([
    ['of an owner', { ...share, role: 'owner' }],
    ['that says it is printed', { ...share, kind: 'printed' }],
    ['without a hash', { ...share, hash: undefined }],
    ['with an empty hash', { ...share, hash: '' }],
    ['with a code in place of its hash', { ...share, hash: '9f3kx7q2m4h8w6c5vt1znpbyd0' }],
    ['with an id that is a path', { ...share, id: '../key' }],
    ['with an id that no token can say', { ...share, id: 'Grandma 1' }],
    ['for no cameras', { ...share, cameras: [] }],
    ['for cameras in one text', { ...share, cameras: 'front' }],
    ['with an end in words', { ...share, expiresAt: 'tomorrow' }],
    ['without a name', { ...share, name: '' }],
    ['with a name of a page', { ...share, name: 'x'.repeat(101) }],
    ['of an output that there is not', { ...embed, output: 'webrtc' }],
  ])('a link %s is not', (_, kept) => expect(linkSchema.safeParse(kept).success).toBe(false))
})

const pass = (role: Role, cameras: Pass['cameras'], output?: Pass['output']): Pass => ({
  ...{ link: 'x', name: 'X', role, cameras },
  ...(output && { output }),
})

test.each<[string, Pass, string, Parameters<typeof maySee>[2], boolean]>([
  ['the owner', pass('owner', 'all'), 'front', 'hls', true],
  ['the owner', pass('owner', 'all'), 'front', undefined, true],
  ['a viewer of all', pass('viewer', 'all'), 'front', 'hls', true],
  ['a viewer of all', pass('viewer', 'all'), 'front', undefined, true],
  ['a viewer of this camera', pass('viewer', ['front']), 'front', 'mjpeg', true],
  ['a viewer of this and another', pass('viewer', ['back', 'front']), 'front', undefined, true],
  ['a viewer of another camera', pass('viewer', ['back']), 'front', undefined, false],
  ['a viewer of a camera with a longer name', pass('viewer', ['front-door']), 'front', undefined, false],
  ['a viewer of none', pass('viewer', []), 'front', undefined, false],
  ['an embed of this output', pass('viewer', ['front'], 'mjpeg'), 'front', 'mjpeg', true],
  ['an embed of another output', pass('viewer', ['front'], 'mjpeg'), 'front', 'hls', false],
  ['an embed of another camera', pass('viewer', ['back'], 'mjpeg'), 'front', 'mjpeg', false],
  ['an embed, of more than its output', pass('viewer', ['front'], 'mjpeg'), 'front', undefined, false],
  ['a page that shows it, by the live WebSocket', pass('viewer', ['front'], 'view'), 'front', 'live', true],
  ['a page that shows it, by MJPEG', pass('viewer', ['front'], 'view'), 'front', 'mjpeg', true],
  ['a page that shows it, by HLS', pass('viewer', ['front'], 'view'), 'front', 'hls', false],
  ['a page that shows it, of more', pass('viewer', ['front'], 'view'), 'front', undefined, false],
  ['a page that shows another', pass('viewer', ['back'], 'view'), 'front', 'live', false],
  ['a publisher of all', pass('publisher', 'all'), 'front', 'hls', false],
  ['a publisher of this camera', pass('publisher', ['front']), 'front', undefined, false],
  ['anyone, where it is open', OPEN_PASS, 'front', 'live', true],
])('%s: maySee(%o, %s, %s) is %s', (_, one, camera, output, may) => expect(maySee(one, camera, output)).toBe(may))
