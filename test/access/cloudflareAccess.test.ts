import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { cloudflareAccess } from '../../src/access/cloudflareAccess.ts'

const TEAM = 'https://myteam.cloudflareaccess.com'
const AUDIENCE = 'f00dfacef00dface'
const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
const stranger = await generateKeyPair('RS256')
const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'now', alg: 'RS256', use: 'sig' }] }

/** A checker whose keys endpoint answers so; `asked` are the addresses fetched, `warnings` what was told. */
function given(answer: () => Response | Promise<Response> = () => Response.json(jwks)) {
  const asked: string[] = []
  const warnings: string[] = []
  const log = { debug() {}, info() {}, error() {}, warn: (_: object, message: string) => void warnings.push(message) }
  const fetch: typeof globalThis.fetch = async url => {
    asked.push(String(url instanceof Request ? url.url : url))
    return answer()
  }
  const options = { team: TEAM, audience: AUDIENCE, owners: ['anna@home.example'] }
  return { checker: cloudflareAccess(options, { log, fetch }), asked, warnings }
}

const seconds = () => Math.floor(Date.now() / 1000)
const claims = (): JWTPayload => ({
  ...{ iss: TEAM, aud: [AUDIENCE], email: 'bert@home.example', sub: 'bert' },
  ...{ iat: seconds(), exp: seconds() + 3600 },
})

function signed(payload: object = {}, key: CryptoKey | Uint8Array = privateKey, header = { alg: 'RS256', kid: 'now' }) {
  return new SignJWT({ ...claims(), ...payload }).setProtectedHeader(header).sign(key)
}

const viewer = {
  link: 'cloudflare',
  name: 'bert@home.example',
  role: 'viewer',
  cameras: 'all',
  expiresAt: expect.any(Number),
}

test.each([
  ['a person', {}, viewer],
  ['an owner', { email: 'anna@home.example' }, { ...viewer, name: 'anna@home.example', role: 'owner' }],
  ['an owner in capitals', { email: 'Anna@Home.Example' }, { ...viewer, name: 'Anna@Home.Example', role: 'owner' }],
  [
    'somebody who is called nearly like the owner',
    { email: 'anna@home.example.evil' },
    { ...viewer, name: 'anna@home.example.evil' },
  ],
  [
    'a program with a service token',
    { email: undefined, common_name: 'a.access' },
    { ...viewer, name: 'Cloudflare Access' },
  ],
  ['an e-mail address that is no text', { email: ['anna@home.example'] }, { ...viewer, name: 'Cloudflare Access' }],
  ['several audiences', { aud: ['other', AUDIENCE] }, viewer],
])('%s is let in', async (_, payload, pass) => {
  expect(await given().checker.pass(await signed(payload))).toEqual(pass)
})

test('a pass ends with its token', async () => {
  const exp = seconds() + 60
  expect((await given().checker.pass(await signed({ exp })))?.expiresAt).toBe(exp * 1000)
})

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const good = await signed()
const publicText = new TextEncoder().encode(await exportSPKI(publicKey))

test.each<[string, string | undefined]>([
  ['none', undefined],
  ['an empty one', ''],
  ['nonsense', 'a.b.c'],
  ['a megabyte', 'a'.repeat(1 << 20)],
  ['one for another application', await signed({ aud: ['0123456789abcdef'] })],
  ['one for no application', await signed({ aud: undefined })],
  ['one of another team', await signed({ iss: 'https://other.cloudflareaccess.com' })],
  ['one of nobody', await signed({ iss: undefined })],
  ['one that has expired', await signed({ exp: seconds() - 1 })],
  ['one that never expires', await signed({ exp: undefined })],
  ['one that does not hold yet', await signed({ nbf: seconds() + 600 })],
  ['one signed with another key under the same name', await signed({}, stranger.privateKey)],
  ['one signed with an unknown key', await signed({}, stranger.privateKey, { alg: 'RS256', kid: 'other' })],
  ['one with alg none', `${part({ alg: 'none' })}.${part(claims())}.`],
  ['one with alg none and our key’s name', `${part({ alg: 'none', kid: 'now' })}.${part(claims())}.`],
  ['one signed by HS256 with the public key for a secret', await signed({}, publicText, { alg: 'HS256', kid: 'now' })],
  [
    'one with another claim put in',
    [good.split('.')[0], part({ ...claims(), email: 'anna@home.example' }), good.split('.')[2]].join('.'),
  ],
  ['one without its signature', good.slice(0, good.lastIndexOf('.') + 1)],
  ['one that is cut off', good.slice(0, -5)],
])('a token that is %s lets nobody in, and is nothing to tell the owner', async (_, token) => {
  const { checker, warnings } = given()
  expect(await checker.pass(token)).toBeUndefined()
  expect(warnings).toEqual([])
})

test.each<[string, () => Response | Promise<Response>]>([
  ['can’t be reached', () => Promise.reject(new TypeError('fetch failed'))],
  ['answers with an error', () => new Response('', { status: 500 })],
  ['answers with a page', () => new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } })],
  ['answers with other JSON', () => Response.json({ nothing: true })],
  ['gives up', () => Promise.reject(new DOMException('', 'TimeoutError'))],
])('when the keys’ address %s, nobody is let in, and the owner is told', async (_, answer) => {
  const { checker, warnings } = given(answer)
  expect(await checker.pass(await signed())).toBeUndefined()
  expect(warnings).toEqual(['The keys of Cloudflare Access can’t be had, so nobody is let in by it.'])
})

test('when the keys come back, people are let in again', async () => {
  let down = true
  const { checker } = given(() => (down ? new Response('', { status: 503 }) : Response.json(jwks)))
  expect(await checker.pass(await signed())).toBeUndefined()
  down = false
  expect(await checker.pass(await signed())).toEqual(viewer)
})

test('the keys are fetched once for many tokens, from the team’s address', async () => {
  const { checker, asked } = given()
  const tokens = await Promise.all(Array.from({ length: 20 }, (_, i) => signed({ sub: String(i) })))
  const together = await Promise.all(tokens.map(token => checker.pass(token)))
  for (const token of tokens) await checker.pass(token)
  expect(together.every(Boolean)).toBe(true)
  expect(asked).toEqual([`${TEAM}/cdn-cgi/access/certs`])
})

test('tokens with made-up keys don’t make us fetch again and again', async () => {
  const { checker, asked } = given()
  await checker.pass(await signed())
  for (let i = 0; i < 20; i++)
    await checker.pass(await signed({}, stranger.privateKey, { alg: 'RS256', kid: `made up ${i}` }))
  expect(asked.length).toBeLessThanOrEqual(2)
})
