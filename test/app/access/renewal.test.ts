import { expect, test } from 'vitest'
import { serving } from '../serving.ts'

const DAY = 24 * 3600_000

/** Somebody who came in by a link of his own. */
async function entered(until: { expiresAt?: number }) {
  const { app, access } = serving({ open: false })
  const { code } = await access.share({ name: 'Grandma', cameras: ['front'], ...until })
  const headers = { 'Content-Type': 'application/json' }
  const answer = await app.request('/login', { method: 'POST', headers, body: JSON.stringify({ code }) })
  return { app, cookie: answer.headers.getSetCookie()[0] ?? '' }
}

test.each([
  ['that ends with its link', { expiresAt: Date.now() + DAY + 1 }],
  ['of a link without an end, with most of its time left', {}],
])('a session %s stays the same when the page asks who is there', async (_, until) => {
  const { app, cookie } = await entered(until)
  const me = await app.request('/api/me', { headers: { Cookie: cookie.slice(0, cookie.indexOf(';')) } })
  expect([me.status, me.headers.getSetCookie()]).toEqual([200, []])
})

test.each([
  ['a day longer than its link, so that its end can be told', { expiresAt: Date.now() + DAY }, 2 * DAY],
  ['as long as the session, where the link has no end', {}, 30 * DAY],
])('a cookie is kept %s', async (_, until, ms) => {
  const { cookie } = await entered(until)
  const missing = ms / 1000 - Number(/Max-Age=(\d+)/.exec(cookie)?.[1])
  expect(missing).toBeGreaterThanOrEqual(0)
  expect(missing).toBeLessThan(10)
})
