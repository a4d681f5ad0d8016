import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { type Credential, credentialsOf } from '../../../src/app/access/credentials.ts'
import { bearer, house } from './house.ts'

const CODE = '9f3kx7q2m4h8w6c5vt1znpbyd0'

async function shown(path: string, headers: Record<string, string>, https = false): Promise<Credential[]> {
  const app = new Hono().get('/', c => c.json(credentialsOf(c, https)))
  return (await app.request(path, { headers })).json() as Promise<Credential[]>
}

const base64 = (text: string) => Buffer.from(text).toString('base64')
const code = (text: string) => [{ way: 'code', text }]

test.each<[string, string | undefined, object[]]>([
  ['nothing', undefined, []],
  ['Bearer', `Bearer ${CODE}`, code(CODE)],
  ['bearer in lower case', `bearer ${CODE}`, code(CODE)],
  ['Bearer with blanks', `Bearer   ${CODE}`, code(CODE)],
  ['Bearer in groups', 'Bearer 9f3k-x7q2-m4h8', code('9f3k-x7q2-m4h8')],
  ['Bearer of nothing', 'Bearer ', []],
  ['Bearer of two words', 'Bearer a b', []],
  ['Basic with a user', `Basic ${base64(`me:${CODE}`)}`, code(CODE)],
  ['Basic in capitals', `BASIC ${base64(`me:${CODE}`)}`, code(CODE)],
  ['Basic without a user', `Basic ${base64(`:${CODE}`)}`, code(CODE)],
  ['Basic with colons in the password', `Basic ${base64('me:a:b:c')}`, code('a:b:c')],
  ['Basic with an empty password', `Basic ${base64('me:')}`, code('')],
  ['Basic with only one word: that is the code', `Basic ${base64(CODE)}`, code(CODE)],
  ['Basic with a user in UTF-8', `Basic ${base64(`Jürgen…:${CODE}`)}`, code(CODE)],
  [
    'Basic with a user in Latin 1',
    `Basic ${Buffer.from(`J\u00fcrgen:${CODE}`, 'latin1').toString('base64')}`,
    code(CODE),
  ],
  ['Basic without padding', `Basic ${base64(`m:${CODE}`).replaceAll('=', '')}`, code(CODE)],
  ['Basic that is not base64: a wrong code', 'Basic a-b_c.d~', code('')],
  ['Basic with letters that none has', 'Basic {}', []],
  ['Basic of nothing', 'Basic', []],
  ['Digest', 'Digest username="me"', []],
  ['another scheme', `Token ${CODE}`, []],
  ['no scheme', CODE, []],
])('an Authorization header with %s', async (_, authorization, expected) => {
  expect(await shown('/', authorization === undefined ? {} : { Authorization: authorization })).toEqual(expected)
})

test.each([
  ['over http', false, 'tunnelcam=abc', [{ way: 'session', text: 'abc' }]],
  ['over https', true, '__Host-tunnelcam=abc', [{ way: 'session', text: 'abc' }]],
  ['of http over https, which another host may have set', true, 'tunnelcam=abc', []],
  ['of https over http', false, '__Host-tunnelcam=abc', []],
  ['among others', false, 'a=1; tunnelcam=abc; b=2', [{ way: 'session', text: 'abc' }]],
  ['with a name like ours', false, 'xtunnelcam=abc; tunnelcamx=def', []],
])('a cookie %s', async (_, https, cookie, expected) =>
  expect(await shown('/', { Cookie: cookie }, https)).toEqual(expected),
)

test('a ticket counts before a code, a code before a cookie', async () => {
  const headers = { Authorization: `Bearer ${CODE}`, Cookie: 'tunnelcam=session' }
  expect(await shown('/?t=ticket&t=other', headers)).toEqual([
    { way: 'ticket', text: 'ticket' },
    { way: 'code', text: CODE },
    { way: 'session', text: 'session' },
  ])
})

test.each([
  ['a Bearer', (c: string) => bearer(c)],
  ['a Bearer in groups of a person', (c: string) => bearer(c.toUpperCase().replace(/(.{4})(?=.)/g, '$1-'))],
  ['Basic', (c: string) => ({ Authorization: `Basic ${base64(`any:${c}`)}` })],
])('%s lets a program in, each time anew', async (_, headers) => {
  const { app, access } = await house()
  for (const path of ['/api/cameras', '/cameras/front/still.jpg'])
    expect((await app.request(path, { headers: headers(access.printedCodes.viewer) })).status).toBe(200)
})

test('what is worth nothing is no obstacle to what is worth something', async () => {
  const { app, access } = await house()
  const headers = bearer(access.printedCodes.viewer)
  expect((await app.request('/api/cameras?t=nonsense', { headers })).status).toBe(200)
})

test.each([
  ['a wrong ticket', '?t=nonsense', {}, 'wrong_code'],
  ['an empty ticket', '?t=', {}, 'wrong_code'],
  ['a huge ticket', `?t=${'a'.repeat(10_000)}`, {}, 'wrong_code'],
  ['a wrong Bearer', '', bearer('0'.repeat(26)), 'wrong_code'],
  ['a wrong cookie', '', { Cookie: 'tunnelcam=viewer.0.abc.def' }, 'wrong_code'],
  ['an empty cookie', '', { Cookie: 'tunnelcam=' }, 'wrong_code'],
  ['nothing', '', {}, 'access_needed'],
])('%s lets nobody in', async (_, query, headers, error) => {
  const { app } = await house()
  const response = await app.request(`/api/cameras${query}`, { headers })
  expect([response.status, await response.json()]).toEqual([
    401,
    { error: { code: error, message: expect.any(String) } },
  ])
})
