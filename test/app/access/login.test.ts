import { afterEach, describe, expect, test, vi } from 'vitest'
import { bearer, house, post, refusal, signedIn } from './house.ts'

const DAY = 24 * 3600_000
const MONTH_S = 30 * 24 * 3600
const tunnel = { trust: { proxies: [], tunnel: () => true } }
const https = { 'CF-Connecting-IP': '203.0.113.9', 'X-Forwarded-Proto': 'https' }
const token = '[a-z0-9]+\\.[a-z0-9]+\\.[a-z0-9]+\\.[\\w-]{43}'
const framed = { origins: { frame: ['https://home.example.com'], cors: [] } }

let guesses = 0
const guess = () => String(++guesses).padStart(26, '0')

afterEach(() => {
  vi.useRealTimers()
})

describe('a code becomes a session', () => {
  test.each([
    ['over http', {}, {}, new RegExp(`^tunnelcam=${token}; Max-Age=${MONTH_S}; Path=/; HttpOnly; SameSite=Lax$`)],
    [
      'over https',
      tunnel,
      https,
      new RegExp(`^__Host-tunnelcam=${token}; Max-Age=${MONTH_S}; Path=/; HttpOnly; Secure; SameSite=Lax$`),
    ],
    [
      'over http, where others may frame it',
      framed,
      {},
      new RegExp(`^tunnelcam=${token}; Max-Age=${MONTH_S}; Path=/; HttpOnly; SameSite=Lax$`),
    ],
    [
      'over https, where others may frame it',
      { ...tunnel, ...framed },
      https,
      new RegExp(
        `^__Host-tunnelcam=${token}; Max-Age=${MONTH_S}; Path=/; HttpOnly; Secure; SameSite=None; Partitioned$`,
      ),
    ],
  ])('%s', async (_, options, headers, cookie) => {
    vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ['Date'] })
    const { app, access } = await house(options)
    const response = await post(app, '/login', { code: access.printedCodes.viewer }, headers)
    expect([response.status, await response.json()]).toEqual([200, { role: 'viewer', name: 'Printed link' }])
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(cookie)])
    expect(response.headers.get('Cache-Control')).toBe('private, no-store')
  })

  // The cookie stays a day longer, to tell what is over; its session does not (test/access/access.test.ts).
  test.each([
    ['an hour', 3600, 3600 + DAY / 1000],
    ['a minute and a half second', 60.5, 60 + DAY / 1000],
    ['a year: then longer than a session', 365 * 86_400, MONTH_S],
  ])('whose cookie lasts a day longer than its link, of %s', async (_, seconds, maxAge) => {
    vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ['Date'] })
    const { app, access } = await house()
    const { code } = await access.share({ name: 'Grandma', cameras: ['front'], expiresAt: Date.now() + seconds * 1000 })
    const response = await post(app, '/login', { code })
    expect(response.headers.get('Set-Cookie')).toContain(`; Max-Age=${maxAge};`)
  })

  test('which opens what the code does, and is told to the owner without a secret', async () => {
    const { app, access, store } = await house()
    const { link, code } = await access.share({ name: 'Grandma', cameras: ['front'] })
    const cookie = await signedIn(app, code)
    expect((await app.request('/cameras/front/still.jpg', { headers: cookie })).status).toBe(200)
    expect(store.audit.at(-1)).toEqual({
      ...{ at: expect.any(Number), event: 'entry', link: link.id, name: 'Grandma', address: '127.0.0.1', count: 1 },
      detail: 'Somebody came in by "Grandma".',
    })
    const told = JSON.stringify(store.audit)
    expect([told.includes(code), told.includes(cookie.Cookie.slice(-43))]).toEqual([false, false])
  })

  test('two browsers with one code have two sessions', async () => {
    const { app, access } = await house()
    const codes = [access.printedCodes.viewer, access.printedCodes.viewer]
    const cookies = await Promise.all(codes.map(code => signedIn(app, code)))
    expect(cookies[0]).not.toEqual(cookies[1])
  })
})

describe('what is no code', () => {
  const json = { 'Content-Type': 'application/json' }
  test.each<[string, Record<string, string>, string, [number, string], string]>([
    [
      'a form',
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      'code=1',
      [415, 'not_json'],
      'Content-Type: expected application/json, got "application/x-www-form-urlencoded".',
    ],
    [
      'JSON that says it is text, as any page may send',
      { 'Content-Type': 'text/plain' },
      '{"code":"1"}',
      [415, 'not_json'],
      'Content-Type: expected application/json, got "text/plain".',
    ],
    [
      'text that does not say what it is',
      { 'Content-Type': '' },
      '{"code":"1"}',
      [415, 'not_json'],
      'Content-Type: expected application/json, got "".',
    ],
    ['no JSON', json, 'code=1', [400, 'bad_body'], 'The body is not JSON.'],
    ['half of JSON', json, '{"code":', [400, 'bad_body'], 'The body is not JSON.'],
    ['nothing', json, '', [400, 'bad_body'], 'The body is not JSON.'],
    ['null', json, 'null', [400, 'bad_body'], 'body: Invalid input: expected object, received null.'],
    ['a list', json, '[]', [400, 'bad_body'], 'body: Invalid input: expected object, received array.'],
    ['no code', json, '{}', [400, 'bad_body'], 'code: Invalid input: expected string, received undefined.'],
    [
      'a code that is a number',
      json,
      '{"code":1}',
      [400, 'bad_body'],
      'code: Invalid input: expected string, received number.',
    ],
    [
      'an empty code',
      json,
      '{"code":""}',
      [400, 'bad_body'],
      'code: Too small: expected string to have >=1 characters.',
    ],
    [
      'a code of a page',
      json,
      JSON.stringify({ code: 'a'.repeat(2001) }),
      [400, 'bad_body'],
      'code: Too big: expected string to have <=2000 characters.',
    ],
    ['more than a code', json, '{"code":"1","role":"owner"}', [400, 'bad_body'], 'body: Unrecognized key: "role".'],
    [
      'more than 4 kB',
      json,
      JSON.stringify({ code: 'a'.repeat(5000) }),
      [413, 'too_large'],
      'The body may have 4096 bytes at most.',
    ],
  ])('%s', async (_, headers, body, [status, code], message) => {
    const { app, errors, access } = await house()
    const response = await app.request('/login', { method: 'POST', headers, body })
    expect([response.status, await response.json(), response.headers.getSetCookie()]).toEqual([
      status,
      { error: { code, message } },
      [],
    ])
    expect([errors, access.attempts.waitSeconds('127.0.0.1', Date.now())]).toEqual([[], 0])
  })

  test('a body that comes in pieces and never ends is not taken in', async () => {
    const { app } = await house()
    let pieces = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pieces++
        controller.enqueue(new Uint8Array(1024).fill(32))
      },
    })
    const answer = app.request('/login', { method: 'POST', headers: json, body, duplex: 'half' } as RequestInit)
    expect(await refusal(answer)).toEqual([413, 'too_large'])
    expect(pieces).toBeLessThan(10)
  })
})

describe('a code that opens nothing', () => {
  test('is wrong', async () => {
    const { app } = await house()
    const response = await post(app, '/login', { code: '0'.repeat(26) })
    const error = { code: 'wrong_code', message: 'This is not a code that opens anything here.' }
    expect([response.status, await response.json(), response.headers.getSetCookie()]).toEqual([401, { error }, []])
  })

  test.each([
    ['expired', { expiresAt: Date.now() - 1 }, false, 'This link has expired. Ask for a new one.'],
    ['revoked', {}, true, 'This link was revoked.'],
  ])('is %s', async (kind, more, revoked, message) => {
    const { app, access, store } = await house()
    const { link, code } = await access.share({ name: 'Grandma', cameras: 'all', ...more })
    if (revoked) await access.revoke(link.id)
    for (let i = 0; i < 9; i++) {
      const response = await post(app, '/login', { code })
      expect([response.status, await response.json()]).toEqual([401, { error: { code: kind, message } }])
    }
    expect(access.attempts.waitSeconds('127.0.0.1', Date.now())).toBe(0) // it was a code once: nobody guesses
    expect(store.audit.at(-1)).toMatchObject({
      event: 'refusal',
      link: link.id,
      address: '127.0.0.1',
      detail: `The link "Grandma" is ${kind}.`,
    })
  })

  test('after five, its address has to wait, and even the right code is not looked at', async () => {
    const { app, access } = await house()
    const wrong = () => post(app, '/login', { code: guess() })
    const statuses: number[] = []
    for (let i = 0; i < 7; i++) statuses.push((await wrong()).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 429])
    const right = await post(app, '/login', { code: access.printedCodes.owner })
    const message = 'Too many wrong codes came from this address. Try again in 1 s.'
    expect([right.status, right.headers.get('Retry-After'), await right.json()]).toEqual([
      429,
      '1',
      { error: { code: 'too_many_attempts', message } },
    ])
    expect(await refusal(app.request('/api/cameras', { headers: bearer(access.printedCodes.owner) }))).toEqual([
      429,
      'too_many_attempts',
    ])
    expect(right.headers.getSetCookie()).toEqual([])
  })

  test.each([
    ['the same code again is no other guess', (i: number) => `${'0'.repeat(26)}${' '.repeat(i)}`, 0],
    ['another code behind the same hundred blanks is', (i: number) => `${' '.repeat(200)}${i}${'0'.repeat(25)}`, 1],
  ])('%s', async (_, code, seconds) => {
    const { app, access } = await house()
    for (let i = 0; i < 6; i++) await post(app, '/login', { code: code(i) })
    expect(access.attempts.waitSeconds('127.0.0.1', Date.now())).toBe(seconds)
  })

  test('does not make anybody else wait, nor those who are in already', async () => {
    const { app, access } = await house({ ...tunnel })
    const from = (address: string) => ({ 'CF-Connecting-IP': address })
    const cookie = await signedIn(app, access.printedCodes.viewer)
    for (let i = 0; i < 9; i++) await post(app, '/login', { code: guess() }, from('203.0.113.9'))
    for (let i = 0; i < 9; i++) await post(app, '/login', { code: guess() })
    const right = { code: access.printedCodes.viewer }
    expect((await post(app, '/login', right, from('203.0.113.9'))).status).toBe(429)
    expect((await post(app, '/login', right, from('203.0.113.10'))).status).toBe(200)
    expect((await app.request('/api/cameras', { headers: cookie })).status).toBe(200)
  })

  test('ten thousand from one address are one refusal to read about, and two entries', async () => {
    const { app, store } = await house()
    for (let i = 0; i < 10_000; i++) await app.request('/api/me', { headers: bearer(guess()) })
    expect(store.audit.map(({ detail }) => detail)).toEqual([
      'A wrong code.',
      'Too many wrong codes: this address has to wait.',
    ])
  })
})

describe('going out', () => {
  test.each([
    ['over http', {}, {}, 'tunnelcam=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax'],
    ['over https', tunnel, https, '__Host-tunnelcam=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax'],
    [
      'over https, out of the jar of a frame',
      { ...tunnel, ...framed },
      https,
      '__Host-tunnelcam=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=None; Partitioned',
    ],
  ])('%s takes the cookie away', async (_, options, headers, cookie) => {
    const { app } = await house(options)
    const response = await post(app, '/logout', {}, headers)
    expect([response.status, response.headers.getSetCookie(), await response.text()]).toEqual([204, [cookie], ''])
  })
})

describe('/api/me', () => {
  test('tells the owner who he is', async () => {
    const { app, access } = await house()
    const response = await app.request('/api/me', { headers: bearer(access.printedCodes.owner) })
    const me = { role: 'owner', name: 'Owner', cameras: 'all', expiresAt: null, open: false }
    expect([response.status, await response.json()]).toEqual([200, { now: expect.any(Number), me }])
    expect([response.headers.get('Cache-Control'), response.headers.getSetCookie()]).toEqual(['private, no-store', []])
  })

  test.each<['viewer' | 'publisher']>([['viewer'], ['publisher']])(
    'tells a %s what he may see, and until when',
    async role => {
      const { app, access } = await house()
      const expiresAt = Date.now() + DAY
      const { code } = await access.share({ name: 'Grandma', cameras: ['front'], expiresAt }, role)
      const response = await app.request('/api/me', { headers: await signedIn(app, code) })
      const me = { role, name: 'Grandma', cameras: ['front'], expiresAt, open: false }
      expect(await response.json()).toEqual({ now: expect.any(Number), me })
    },
  )

  test('tells anyone that it is open', async () => {
    const { app } = await house({ open: true })
    const me = { role: 'viewer', name: 'Anyone', cameras: 'all', expiresAt: null, open: true }
    expect(await (await app.request('/api/me')).json()).toEqual({ now: expect.any(Number), me })
  })

  test('tells nobody nothing, nor an embed', async () => {
    const { app, access } = await house()
    const { ticket } = await access.embed({ name: 'Dashboard', cameras: ['front'] }, 'mjpeg')
    expect(await refusal(app.request('/api/me'))).toEqual([401, 'access_needed'])
    expect(await refusal(app.request(`/api/me?t=${ticket}`))).toEqual([403, 'not_allowed'])
  })

  test.each<[string, number | undefined, number, number | undefined]>([
    ['with more than 15 days left is kept', undefined, 14 * DAY, undefined],
    ['in its last 15 days is given anew', undefined, 15 * DAY, MONTH_S],
    ['in its last minute is given anew', undefined, 30 * DAY - 60_000, MONTH_S],
    ['of a link that ends sooner is kept', 10 * DAY, DAY, undefined],
    ['of a link that ends sooner, within a second, is kept', 10 * DAY + 123, DAY, undefined],
    ['of a link that ends a little later is given anew until then', 31 * DAY, 29 * DAY, 3 * 24 * 3600],
  ])('a session %s', async (_, lasts, later, maxAge) => {
    const start = 1_800_000_000_000
    vi.useFakeTimers({ now: start, toFake: ['Date'] })
    const { app, access } = await house()
    const { code } = await access.share({ name: 'G', cameras: 'all', ...(lasts && { expiresAt: start + lasts }) })
    const cookie = await signedIn(app, code)
    vi.setSystemTime(start + later)
    const response = await app.request('/api/me', { headers: cookie })
    expect(response.status).toBe(200)
    const given = response.headers.get('Set-Cookie')
    expect(given === null ? undefined : Number(/Max-Age=(\d+)/.exec(given)?.[1])).toBe(maxAge)
    // The same browser goes on: it is not counted as a second viewer.
    if (given !== null) expect(given.split('.')[2]).toBe(cookie.Cookie.split('.')[2])
  })

  test('a session that has ended is told to have', async () => {
    vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ['Date'] })
    const { app, access } = await house()
    const headers = await signedIn(app, access.printedCodes.viewer)
    vi.setSystemTime(Date.now() + 30 * DAY)
    expect(await refusal(app.request('/api/me', { headers }))).toEqual([401, 'expired'])
  })
})
