import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { answerProblem } from '../../src/app/problem.ts'
import { sameOriginSocket } from '../../src/app/sameOriginSocket.ts'

const app = new Hono().use(sameOriginSocket(['https://dash.example'])).get('/', c => c.text('welcome'))
app.onError(answerProblem)

test.each([
  ['a program, which sends none', undefined, 'cam.example', 200],
  ['our own page', 'http://localhost:8080', 'localhost:8080', 200],
  ['our own page through a tunnel, which speaks TLS', 'https://cam.example', 'cam.example', 200],
  ['our own page, its port said', 'https://cam.example', 'cam.example:443', 200],
  ['our own page by number', 'http://[::1]:8080', '[::1]:8080', 200],
  ['our own page in capitals', 'https://CAM.example', 'cam.EXAMPLE', 200],
  ['an origin that is allowed', 'https://dash.example', 'cam.example', 200],
  ['the same without TLS, which is not', 'http://dash.example', 'cam.example', 403],
  ['a foreign page', 'https://evil.example', 'cam.example', 403],
  ['a name that begins like ours', 'https://cam.example.evil.example', 'cam.example', 403],
  ['a page on another port', 'http://localhost:3000', 'localhost:8080', 403],
  ['a sandboxed page', 'null', 'cam.example', 403],
  ['a file', 'file://', 'cam.example', 403],
  ['nonsense', 'cam.example', 'cam.example', 403],
])('the origin of %s', async (_, origin, host, status) => {
  const headers = { Host: host, ...(origin === undefined ? {} : { Origin: origin }) }
  expect((await app.request('/', { headers })).status).toBe(status)
})
