import { describe, expect, test } from 'vitest'
import { house, signedIn } from './house.ts'

const dash = { origins: { frame: [], cors: ['https://dash.example'] } }

const rows: [string, string | undefined, string, boolean][] = [
  ['a program, which sends none', undefined, 'cam.example', true],
  ['our own page', 'http://localhost:8080', 'localhost:8080', true],
  ['our own page through a tunnel, which speaks TLS', 'https://cam.example', 'cam.example', true],
  ['our own page, its port said', 'https://cam.example', 'cam.example:443', true],
  ['our own page by number', 'http://[::1]:8080', '[::1]:8080', true],
  ['our own page in capitals', 'https://CAM.example', 'cam.EXAMPLE', true],
  ['an origin that is allowed', 'https://dash.example', 'cam.example', true],
  ['the same without TLS, which is not', 'http://dash.example', 'cam.example', false],
  ['a foreign page', 'https://evil.example', 'cam.example', false],
  ['a name that begins like ours', 'https://cam.example.evil.example', 'cam.example', false],
  ['a page on another port', 'http://localhost:3000', 'localhost:8080', false],
  ['a sandboxed page', 'null', 'cam.example', false],
  ['a file', 'file://', 'cam.example', false],
  ['nonsense', 'cam.example', 'cam.example', false],
  ['an empty text', '', 'cam.example', false],
]

/** Whether a request with the owner's cookie got by: what is answered then is no matter here. */
async function getsBy(method: string, path: string, host: string, headers: Record<string, string>): Promise<boolean> {
  const { app, access } = await house(dash)
  const cookie = await signedIn(app, access.printedCodes.owner)
  const response = await app.request(`http://${host}${path}`, { method, headers: { ...cookie, ...headers } })
  const foreign = response.status === 403 && (await response.text()).includes('"foreign_origin"')
  return !foreign
}

describe.each([
  ['POST', '/api/links', {}],
  ['POST', '/login', {}],
  ['POST', '/logout', {}],
  ['DELETE', '/api/links/nobody00', {}],
  ['GET', '/cameras/front/live', { Upgrade: 'websocket' }],
  ['GET', '/cameras/front/live', { Upgrade: 'WebSocket' }],
])('%s %s %o', (method, path, more) => {
  test.each(rows)('from %s', async (_, origin, host, expected) => {
    const headers = { ...more, ...(origin === undefined ? {} : { Origin: origin }) }
    expect(await getsBy(method, path, host, headers)).toBe(expected)
  })

  test.each([
    ['cross-site', false],
    ['same-site', true],
    ['same-origin', true],
    ['none', true],
  ])('from a browser that says only that it is %s', async (site, expected) => {
    expect(await getsBy(method, path, 'cam.example', { ...more, 'Sec-Fetch-Site': site })).toBe(expected)
  })
})

test.each([
  ['a picture in a foreign page', 'GET', '/cameras/front/still.jpg'],
  ['a link on a foreign page', 'GET', '/'],
  ['a foreign page that looks before it asks', 'OPTIONS', '/api/cameras'],
])('%s changes nothing, so it is not kept out here', async (_, method, path) => {
  const headers = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
  expect(await getsBy(method, path, 'cam.example', headers)).toBe(true)
})

test('what a foreign page made a browser ask for is not done', async () => {
  const { app, access } = await house()
  const { link } = await access.share({ name: 'Grandma', cameras: 'all' })
  const headers = { ...(await signedIn(app, access.printedCodes.owner)), Origin: 'https://evil.example' }
  const response = await app.request(`/api/links/${link.id}`, { method: 'DELETE', headers })
  const error = { code: 'foreign_origin', message: 'https://evil.example may not do this here.' }
  expect([response.status, await response.json()]).toEqual([403, { error }])
  expect(store(access.links)).toEqual([undefined])
})

const store = (links: readonly { kind: string; revokedAt?: number | undefined }[]) =>
  links.filter(({ kind }) => kind !== 'printed').map(({ revokedAt }) => revokedAt)

test('a WebSocket that a ticket in its address opens is no use of our cookie, so any page may open it', async () => {
  const { app, access } = await house()
  const { ticket } = await access.embed({ name: 'Page', cameras: ['front'] }, 'view')
  const headers = { Upgrade: 'websocket', Origin: 'https://home.example' }
  const cookie = await signedIn(app, access.printedCodes.owner)
  const status = async (path: string) => (await app.request(path, { headers: { ...headers, ...cookie } })).status
  expect([await status(`/live?t=${ticket}`), await status(`/cameras/front/live?t=${ticket}`)]).toEqual([501, 501])
  expect([await status('/live'), await status('/live?t=nonsense')]).toEqual([403, 403])
  const post = await app.request(`/api/links?t=${ticket}`, {
    method: 'POST',
    headers: { Origin: 'https://home.example' },
  })
  expect(post.status).toBe(403)
})
