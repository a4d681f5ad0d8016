import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Access } from '../../src/access/access.ts'
import { givenAccess } from '../support/gate.ts'
import { memoryStore } from '../support/memoryStore.ts'
import { live } from './serving.ts'

let access: Access
beforeAll(async () => {
  access = await givenAccess()
})
afterAll(() => access.close())

const bearer = (code: string) => ({ Authorization: `Bearer ${code}` })
const json = { 'Content-Type': 'application/json' }

/** An app that asks for access, and how somebody asks it. */
function guarded(options: Parameters<typeof live>[0] = {}) {
  const served = live({ access, open: false, ...options })
  const status = async (path: string, init?: RequestInit) => (await served.app.request(path, init)).status
  const ticket = async (code: string) => {
    const init = { method: 'POST', headers: { ...json, ...bearer(code) }, body: '{}' }
    const answer = await served.app.request('/api/cameras/front/ticket', init)
    return /t=[\w.-]+/.exec(await answer.text())?.[0]
  }
  return { ...served, status, ticket }
}

test('a ticket of the owner, which a television or a log may have seen, shows pictures and opens nothing else', async () => {
  const { status, ticket } = guarded()
  const t = await ticket(access.printedCodes.owner)
  expect(await status(`/cameras/front/still.jpg?${t}`)).toBe(200)
  expect(await status(`/?action=snapshot&${t}`)).toBe(200)
  for (const path of ['/', '/access', '/metrics', '/cameras/front', '/api/me', '/api/cameras', '/api/cameras/front'])
    expect([path, await status(`${path}?${t}`)]).toEqual([path, path === '/metrics' ? 404 : 403])
  for (const path of ['/api/links', '/api/audit', '/api/tunnel', '/api/probe/bulk'])
    expect([path, await status(`${path}?${t}`)]).toEqual([path, 403])
  const body = JSON.stringify({ kind: 'share', name: 'Mine', cameras: 'all', seconds: null })
  expect(await status(`/api/links?${t}`, { method: 'POST', headers: json, body })).toBe(403)
})

test('a ticket that holds for a day can’t be exchanged for the next one', async () => {
  const { status, ticket } = guarded()
  const t = await ticket(access.printedCodes.viewer)
  expect(await status(`/api/cameras/front/ticket?${t}`, { method: 'POST', headers: json, body: '{}' })).toBe(403)
})

test('a session that ends with its link is not given anew at each request', async () => {
  const { app } = guarded()
  const { code } = await access.share({ name: 'Guest', cameras: 'all', expiresAt: Date.now() + 3_600_500 })
  const login = await app.request('/login', { method: 'POST', headers: json, body: JSON.stringify({ code }) })
  const cookie = login.headers.get('Set-Cookie')?.split(';')[0] ?? ''
  const me = await app.request('/api/me', { headers: { Cookie: cookie } })
  expect([me.status, me.headers.get('Set-Cookie')]).toEqual([200, null])
})

test('the page for a code, where a picture was asked for, is not kept under the picture’s address', async () => {
  const { app } = guarded()
  const { status, headers } = await app.request('/cameras/front/still.jpg', { headers: { Accept: 'text/html' } })
  expect([status, headers.get('Cache-Control'), headers.get('ETag')]).toEqual([401, 'no-store', null])
})

test('the name of a link can’t write to a terminal or a log by itself', async () => {
  const { status } = guarded()
  const headers = { ...json, ...bearer(access.printedCodes.owner) }
  for (const name of ['\u001b[2J', 'a\nb', '\u009b31m']) {
    const body = JSON.stringify({ kind: 'share', name, cameras: 'all', seconds: 60 })
    expect(await status('/api/links', { method: 'POST', headers, body })).toBe(400)
  }
})

test('one guest can’t take all connections by requests that wait; others, the owner and who watches are served on', async () => {
  const few = await givenAccess(memoryStore(), { perCamera: 10, perLink: 2 })
  onTestFinished(() => few.close())
  const { status } = guarded({ access: few })
  const { code } = await few.share({ name: 'Guest', cameras: 'all' })
  const gone = new AbortController()
  const wait = (path: string) => status(path, { headers: bearer(code), signal: gone.signal })
  const waiting = Array.from({ length: 20 }, () => wait('/cameras/front/still.jpg?after=3&wait=20'))
  expect(await wait('/cameras/front/still.jpg')).toBe(503)
  for (const other of [few.printedCodes.viewer, few.printedCodes.owner])
    expect(await status('/cameras/front/still.jpg', { headers: bearer(other) })).toBe(200)
  gone.abort()
  await Promise.all(waiting)
  expect(await status('/cameras/front/still.jpg', { headers: bearer(code) })).toBe(200)
})
