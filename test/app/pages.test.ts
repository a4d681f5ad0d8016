import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { serving } from './serving.ts'

test('a page may load nothing from elsewhere, and be framed by nobody', async () => {
  const { headers } = await serving().app.request('/')
  expect(headers.get('Content-Security-Policy')).toBe(
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  )
  expect([headers.get('Referrer-Policy'), headers.get('X-Content-Type-Options')]).toEqual(['no-referrer', 'nosniff'])
})

test('a page may run the script that stands in it', async () => {
  const { headers } = await serving().app.request('/cameras/front')
  expect(headers.get('Content-Security-Policy')).toMatch(/; script-src 'self' 'sha256-AA=='$/)
})

test('a file that the browser has is not sent again', async () => {
  const { app } = serving()
  const etag = (await app.request('/')).headers.get('ETag') ?? ''
  const again = await app.request('/', { headers: { 'If-None-Match': etag } })
  expect([again.status, await again.text()]).toEqual([304, ''])
})

test('a browser that reads gzip gets it', async () => {
  const packed = await serving().app.request('/', { headers: { 'Accept-Encoding': 'br, gzip' } })
  expect([packed.headers.get('Content-Encoding'), packed.headers.get('Vary')]).toEqual(['gzip', 'Accept-Encoding'])
  expect(gunzipSync(await packed.arrayBuffer()).toString()).toBe('<!doctype html>')
})

test.each([
  ['/static/home.html', 'no-cache'],
  ['/static/chunk-AB12CD34.js', 'public, max-age=31536000, immutable'],
])('%s may be kept: %s', async (path, expected) => {
  expect((await serving().app.request(path)).headers.get('Cache-Control')).toBe(expected)
})

test('a person who opens an unknown camera gets a page that says so, a program gets JSON', async () => {
  const { app } = serving()
  const person = await app.request('/cameras/nowhere', { headers: { Accept: 'text/html,*/*' } })
  expect([person.status, person.headers.get('Content-Type')]).toEqual([404, 'text/html; charset=utf-8'])
  expect((await app.request('/cameras/nowhere')).headers.get('Content-Type')).toBe('application/json')
})
