import { describe, expect, test } from 'vitest'
import type { Link } from '../../../src/access/link.ts'
import { bearer, house, post, refusal, signedIn } from './house.ts'

const share = { kind: 'share', name: 'Grandma', cameras: ['front'], seconds: 3600 }
const embed = { kind: 'embed', name: 'Dashboard', camera: 'front', output: 'mjpeg', seconds: null }

async function ownersHouse(options: Parameters<typeof house>[0] = {}) {
  const served = await house(options)
  const owner = bearer(served.access.printedCodes.owner)
  const { app } = served
  return {
    ...served,
    owner,
    made: async (body: object, headers = {}) => {
      const response = await post(app, '/api/links', body, { ...owner, ...headers })
      if (response.status !== 201) throw new Error(`answered with ${response.status}`)
      return (await response.json()) as { link: Link; url: string }
    },
    revoke: (id: string) => app.request(`/api/links/${id}`, { method: 'DELETE', headers: owner }),
  }
}

const made = { id: expect.stringMatching(/^[0-9a-v]{8}$/), createdAt: expect.any(Number), state: 'valid' }

describe('POST /api/links', () => {
  test.each<[string, object, object, RegExp]>([
    [
      'a link to one camera',
      share,
      {
        kind: 'share',
        name: 'Grandma',
        role: 'viewer',
        cameras: ['front'],
        output: null,
        expiresAt: expect.any(Number),
      },
      /^http:\/\/localhost\/cameras\/front#k=[0-9a-z]{26}$/,
    ],
    [
      'a link to all, until it is revoked',
      { ...share, cameras: 'all', seconds: null },
      { kind: 'share', name: 'Grandma', role: 'viewer', cameras: 'all', output: null, expiresAt: null },
      /^http:\/\/localhost\/#k=[0-9a-z]{26}$/,
    ],
    [
      'a link to two cameras, its name trimmed',
      { ...share, cameras: ['front', 'back'], name: '  Uncle  ' },
      {
        kind: 'share',
        name: 'Uncle',
        role: 'viewer',
        cameras: ['front', 'back'],
        output: null,
        expiresAt: expect.any(Number),
      },
      /^http:\/\/localhost\/#k=[0-9a-z]{26}$/,
    ],
    [
      'a link of a publisher of two cameras',
      { ...share, role: 'publisher', cameras: ['front', 'back'] },
      {
        kind: 'share',
        name: 'Grandma',
        role: 'publisher',
        cameras: ['front', 'back'],
        output: null,
        expiresAt: expect.any(Number),
      },
      /^http:\/\/localhost\/publish#k=[0-9a-z]{26}$/,
    ],
    ...(
      [
        ['mjpeg', 'stream.mjpg'],
        ['hls', 'hls/index.m3u8'],
        ['still', 'still.jpg'],
        ['live', 'live'],
      ] as const
    ).map(([output, file]): [string, object, object, RegExp] => [
      `an address for ${output}`,
      { ...embed, output },
      { kind: 'embed', name: 'Dashboard', role: 'viewer', cameras: ['front'], output, expiresAt: null },
      new RegExp(`^http://localhost/cameras/front/${file.replace('.', '\\.')}\\?t=[a-z0-9]{8}\\.0\\.0\\.[\\w-]{43}$`),
    ]),
  ])('makes %s', async (_, body, link, url) => {
    const { app, owner } = await ownersHouse()
    const response = await post(app, '/api/links', body, owner)
    expect([response.status, await response.json()]).toEqual([
      201,
      { link: { ...link, ...made }, url: expect.stringMatching(url) },
    ])
    expect(response.headers.get('Cache-Control')).toBe('private, no-store')
  })

  test('makes a link of the publisher of one camera, with an address for programs', async () => {
    const { app, owner } = await ownersHouse()
    const response = await post(app, '/api/links', { ...share, role: 'publisher' }, owner)
    expect(await response.json()).toEqual({
      link: expect.objectContaining({ role: 'publisher', cameras: ['front'] }),
      url: expect.stringMatching(/^http:\/\/localhost\/publish\?camera=front#k=[0-9a-z]{26}$/),
      publish: expect.stringMatching(/^http:\/\/localhost\/cameras\/front\/publish\?t=[\w.-]{50,}$/),
    })
  })

  test.each<[string, unknown, [number, string]]>([
    ['nothing', {}, [400, 'bad_body']],
    ['another kind', { ...share, kind: 'printed' }, [400, 'bad_body']],
    ['an owner', { ...share, role: 'owner' }, [400, 'bad_body']],
    ['no name', { ...share, name: ' ' }, [400, 'bad_body']],
    ['a name of a page', { ...share, name: 'x'.repeat(101) }, [400, 'bad_body']],
    ['a name that steers terminals', { ...share, name: '\u001b[2J' }, [400, 'bad_body']],
    ['no cameras', { ...share, cameras: [] }, [400, 'bad_body']],
    ['cameras in one text', { ...share, cameras: 'front' }, [400, 'bad_body']],
    ['no end said', { ...share, seconds: undefined }, [400, 'bad_body']],
    ['no time', { ...share, seconds: 0 }, [400, 'bad_body']],
    ['a time that is over', { ...share, seconds: -5 }, [400, 'bad_body']],
    ['half a second', { ...share, seconds: 0.5 }, [400, 'bad_body']],
    ['a time in words', { ...share, seconds: '1h' }, [400, 'bad_body']],
    ['more than ten years', { ...share, seconds: 315_360_001 }, [400, 'bad_body']],
    ['an id of one’s own', { ...share, id: 'owner' }, [400, 'bad_body']],
    ['an embed of all', { ...embed, camera: 'all' }, [404, 'camera_not_found']],
    ['an embed of another output', { ...embed, output: 'webrtc' }, [400, 'bad_body']],
    ['an embed with a role', { ...embed, role: 'viewer' }, [400, 'bad_body']],
    ['a camera that there is not', { ...share, cameras: ['front', 'attic'] }, [404, 'camera_not_found']],
    ['an embed of a camera that there is not', { ...embed, camera: 'attic' }, [404, 'camera_not_found']],
    ['more than 64 kB', { ...share, name: 'x'.repeat(70_000) }, [413, 'too_large']],
  ])('refuses %s', async (_, body, expected) => {
    const { app, access, owner, errors } = await ownersHouse()
    expect(await refusal(post(app, '/api/links', body, owner))).toEqual(expected)
    expect([access.links.length, errors]).toEqual([2, []])
  })

  test('says which field is wrong', async () => {
    const { app, owner } = await ownersHouse()
    const response = await post(app, '/api/links', { ...share, seconds: 0 }, owner)
    const message = 'seconds: Too small: expected number to be >=1.'
    expect(await response.json()).toEqual({ error: { code: 'bad_body', message } })
  })

  test('refuses what says it is no JSON', async () => {
    const { app, owner } = await ownersHouse()
    const headers = { ...owner, 'Content-Type': 'text/plain' }
    const answer = app.request('/api/links', { method: 'POST', headers, body: JSON.stringify(share) })
    expect(await refusal(answer)).toEqual([415, 'not_json'])
  })

  test('gives the tunnel’s address, or that by which the owner came', async () => {
    const { made, hub } = await ownersHouse({ trust: { proxies: ['127.0.0.1'], tunnel: () => false } })
    const through = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'cam.example.com' }
    expect((await made(share, through)).url).toMatch(/^https:\/\/cam\.example\.com\/cameras\/front#k=/)
    expect(hub.tunnel).toBeUndefined()
  })
})

describe('GET /api/links', () => {
  test('lists all links and who is watching, without any secret', async () => {
    const { app, owner, made, access } = await ownersHouse()
    const { link, url } = await made(share)
    const { url: embedded } = await made(embed)
    const code = url.split('#k=')[1] ?? ''
    const watching = await app.request('/cameras/front/stream.mjpg', {
      headers: { ...bearer(code), 'User-Agent': 'VLC/3.0.21' },
    })
    const response = await app.request('/api/links', { headers: owner })
    const text = await response.text()
    const printed = { kind: 'printed', cameras: 'all', output: null, createdAt: 0, expiresAt: null, state: 'valid' }
    expect(JSON.parse(text)).toEqual({
      now: expect.any(Number),
      links: [
        { ...printed, id: 'viewer', name: 'Printed link', role: 'viewer' },
        { ...printed, id: 'owner', name: 'Owner', role: 'owner' },
        link,
        {
          ...otherThan(link),
          kind: 'embed',
          name: 'Dashboard',
          role: 'viewer',
          cameras: ['front'],
          output: 'mjpeg',
          expiresAt: null,
        },
      ],
      watching: [
        {
          link: link.id,
          name: 'Grandma',
          camera: 'front',
          output: 'mjpeg',
          since: expect.any(Number),
          address: '127.0.0.1',
          device: 'VLC',
        },
      ],
    })
    const secrets = [code, embedded.split('.').at(-1) ?? '', ...Object.values(access.printedCodes)]
    expect(secrets.filter(secret => text.includes(secret))).toEqual([])
    expect(text).not.toMatch(/hash/)
    await watching.body?.cancel()
  })

  test.each([
    ['expired', { expiresAt: 5 }, false],
    ['revoked', {}, true],
  ])('shows which are %s', async (state, more, revoked) => {
    const { app, owner, access } = await ownersHouse()
    const { link } = await access.share({ name: 'Grandma', cameras: 'all', ...more })
    if (revoked) await access.revoke(link.id)
    const { links } = (await (await app.request('/api/links', { headers: owner })).json()) as {
      links: { state: string }[]
    }
    expect(links.map(one => one.state)).toEqual(['valid', 'valid', state])
  })
})

const otherThan = (link: Link) => ({ ...made, id: expect.not.stringMatching(link.id) })

describe('DELETE /api/links', () => {
  test('revokes a link and ends what runs with it; again does no harm', async () => {
    const { app, made, revoke, access } = await ownersHouse()
    const { link, url } = await made(share)
    const headers = bearer(url.split('#k=')[1] ?? '')
    const stream = await app.request('/cameras/front/stream.mjpg', { headers })
    for (let i = 0; i < 2; i++) {
      const response = await revoke(link.id)
      expect([response.status, await response.text()]).toEqual([204, ''])
    }
    expect((await stream.arrayBuffer()).byteLength).toBeGreaterThan(0) // it has ended
    expect(access.watching.list(Date.now())).toEqual([])
    expect(await refusal(app.request('/cameras/front/still.jpg', { headers }))).toEqual([401, 'revoked'])
  })

  test.each([
    ['that there is not', 'nobody00', [404, 'link_not_found']],
    ['of the owner', 'owner', [409, 'printed_link']],
    ['that is printed', 'viewer', [409, 'printed_link']],
    ['of anyone', 'open', [404, 'link_not_found']],
    ['with a path in it', '..%2fkey', [404, 'link_not_found']],
  ])('does not revoke a link %s', async (_, id, expected) => {
    const { revoke } = await ownersHouse()
    expect(await refusal(revoke(id))).toEqual(expected)
  })
})

test('GET /api/audit tells what happened, the newest first', async () => {
  const { app, owner, made, revoke } = await ownersHouse()
  const { link } = await made(share)
  await revoke(link.id)
  const entry = { at: expect.any(Number), address: null, count: 1, link: link.id, name: 'Grandma' }
  expect(await (await app.request('/api/audit', { headers: owner })).json()).toEqual({
    now: expect.any(Number),
    entries: [
      { ...entry, event: 'revocation', detail: '"Grandma" was revoked.' },
      { ...entry, event: 'share', detail: '"Grandma" was made.' },
    ],
  })
})

describe('POST /api/cameras/:id/ticket', () => {
  const DAY = 24 * 3600_000
  const ticket = async (options: { hours?: number } = {}) => {
    const { app, access } = await house()
    const expiresAt = options.hours === undefined ? undefined : Date.now() + options.hours * 3600_000
    const { code } = await access.share({ name: 'G', cameras: ['front'], ...(expiresAt && { expiresAt }) })
    const headers = await signedIn(app, code)
    const response = await post(app, '/api/cameras/front/ticket', {}, headers)
    return { app, headers, response, given: (await response.json()) as { query: string; expiresAt: number } }
  }

  test('gives a query that shows the camera for a day, without any cookie', async () => {
    const { app, response, given } = await ticket()
    expect([response.status, given.query]).toEqual([200, expect.stringMatching(/^t=[\w.-]+$/)])
    expect(given.expiresAt / 1000).toBeCloseTo((Date.now() + DAY) / 1000, -1)
    expect((await app.request(`/cameras/front/still.jpg?${given.query}`)).status).toBe(200)
    expect(await refusal(app.request(`/cameras/back/still.jpg?${given.query}`))).toEqual([403, 'not_allowed'])
    expect(await refusal(app.request(`/api/cameras?${given.query}`))).toEqual([403, 'not_allowed'])
    expect(await refusal(post(app, `/api/cameras/front/ticket?${given.query}`, {}))).toEqual([403, 'not_allowed'])
  })

  test('that ends with its link', async () => {
    const { given } = await ticket({ hours: 1 })
    expect(given.expiresAt / 1000).toBeCloseTo(Date.now() / 1000 + 3600, -1)
  })

  test('gives none where none is needed', async () => {
    const { app } = await house({ open: true })
    const response = await post(app, '/api/cameras/front/ticket', {})
    expect([response.status, await response.json()]).toEqual([200, { query: '', expiresAt: null }])
  })

  test('gives none where Cloudflare Access decides, as no ticket counts there', async () => {
    const pass = { link: 'cloudflare', name: 'a@b.example', role: 'viewer', cameras: 'all' } as const
    const { app } = await house({
      cloudflare: { pass: async () => pass },
      trust: { proxies: ['127.0.0.1'], tunnel: () => false },
    })
    expect(await (await post(app, '/api/cameras/front/ticket', {})).json()).toEqual({ query: '', expiresAt: null })
  })

  test('gives none for another camera, to a publisher, or to nobody', async () => {
    const { app, access } = await house()
    const { code } = await access.share({ name: 'G', cameras: ['front'] })
    const { code: publisher } = await access.share({ name: 'P', cameras: ['front'] }, 'publisher')
    expect(await refusal(post(app, '/api/cameras/back/ticket', {}, bearer(code)))).toEqual([403, 'not_allowed'])
    expect(await refusal(post(app, '/api/cameras/front/ticket', {}, bearer(publisher)))).toEqual([403, 'not_allowed'])
    expect(await refusal(post(app, '/api/cameras/front/ticket', {}))).toEqual([401, 'access_needed'])
  })
})
