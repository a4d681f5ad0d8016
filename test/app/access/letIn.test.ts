import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { OPEN_PASS, type Pass } from '../../../src/access/pass.ts'
import { closedUnlessDeclared, forAnyone, forOwner, forViewers } from '../../../src/app/access/requires.ts'
import type { AppEnv } from '../../../src/app/env.ts'
import { answerProblem } from '../../../src/app/problem.ts'
import { bearer, house, refusal, signedIn } from './house.ts'

/** An app with a declared and an undeclared route, asked by somebody with this pass. */
function routes(pass?: Pass) {
  const app = new Hono<AppEnv>()
  app.onError(answerProblem)
  app.use(async (c, next) => {
    const client = { address: '', origin: '', https: false, forwarded: false }
    c.set('visitor', { client, holder: '', ...(pass && { pass }) })
    await next()
  })
  app.use(closedUnlessDeclared)
  app.get('/declared', forAnyone, c => c.text('welcome'))
  app.get('/forgotten', c => c.text('a secret'))
  app.get('/owner', forOwner, c => c.text('welcome'))
  app.get('/front/:id', forViewers('mjpeg'), c => c.text('welcome'))
  return app
}

const owner: Pass = { link: 'owner', name: 'Owner', role: 'owner', cameras: 'all' }

test.each([
  ['a route that says who may use it', '/declared', undefined, 200],
  ['a route that does not, by nobody', '/forgotten', undefined, 500],
  ['a route that does not, by the owner', '/forgotten', owner, 500],
  ['a path that there is not', '/nowhere', owner, 404],
  ['the owner’s, by nobody', '/owner', undefined, 401],
  ['the owner’s, by anyone', '/owner', OPEN_PASS, 403],
  ['the owner’s, by the owner', '/owner', owner, 200],
  ['a viewer’s, by anyone', '/front/front', OPEN_PASS, 200],
  ['a viewer’s, by a publisher', '/front/front', { ...OPEN_PASS, role: 'publisher' as const }, 403],
])('%s', async (_, path, pass, status) => {
  const response = await routes(pass).request(path)
  expect(response.status).toBe(status)
  if (status !== 200) expect(await response.text()).not.toContain('a secret')
})

const browser = { 'User-Agent': 'Mozilla/5.0', Accept: 'text/html,*/*;q=0.8' }
const challenge = 'Basic realm="tunnelcam", charset="UTF-8"'
const fetching = { 'User-Agent': 'Mozilla/5.0', Accept: '*/*' }

describe('who may not', () => {
  test.each<[string, string, Record<string, string>, string | null, string]>([
    ['a person, at a page', '/', browser, null, 'text/html; charset=utf-8'],
    ['a person, at a picture', '/cameras/front/still.jpg', browser, null, 'text/html; charset=utf-8'],
    ['a page’s script', '/api/cameras', fetching, null, 'application/json'],
    [
      'a page’s picture',
      '/cameras/front/still.jpg',
      { 'User-Agent': 'Mozilla/5.0', Accept: 'image/*' },
      null,
      'application/json',
    ],
    ['a program', '/cameras/front/still.jpg', {}, challenge, 'application/json'],
    ['a program that takes anything', '/cameras/front/stream.mjpg', { Accept: '*/*' }, challenge, 'application/json'],
  ])('as nobody: %s', async (_, path, headers, asks, type) => {
    const { app } = await house()
    const response = await app.request(path, { headers })
    const got = ['WWW-Authenticate', 'Content-Type', 'Cache-Control'].map(name => response.headers.get(name))
    expect([response.status, ...got]).toEqual([401, asks, type, 'no-store'])
    if (type === 'application/json') expect((await refusal(response))[1]).toBe('access_needed')
    else expect(await response.text()).toContain('<title>Code</title>')
  })

  test.each([
    ['a person', browser, 'text/html; charset=utf-8'],
    ['a program', {}, 'application/json'],
  ])('as a viewer at the owner’s: %s', async (_, headers, type) => {
    const { app, access } = await house()
    const cookie = await signedIn(app, access.printedCodes.viewer)
    const response = await app.request('/access', { headers: { ...cookie, ...headers } })
    const got = ['WWW-Authenticate', 'Content-Type'].map(name => response.headers.get(name))
    expect([response.status, ...got]).toEqual([403, null, type])
  })

  test('a person who tried too often gets the page too, with 429', async () => {
    const { app } = await house()
    const answers: Response[] = []
    for (let i = 0; i < 7; i++)
      answers.push(await app.request('/', { headers: { ...browser, ...bearer(String(i).padStart(26, '0')) } }))
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401, 429])
    expect(answers.at(-1)?.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
    expect(answers.at(-1)?.headers.get('Retry-After')).toBe('1')
  })
})

test.each([
  ['what a page is made of', '/static/code.html'],
  ['whether it lives', '/healthz'],
])('%s is for everybody', async (_, path) => {
  expect((await (await house()).app.request(path)).status).toBe(200)
})

describe('a viewer of one camera', () => {
  const given = async (cameras: string[]) => {
    const served = await house()
    const { code } = await served.access.share({ name: 'Grandma', cameras })
    return { ...served, headers: bearer(code) }
  }

  test('sees only that in the list, and not where it comes from', async () => {
    const { app, headers } = await given(['back'])
    const { cameras } = (await (await app.request('/api/cameras', { headers })).json()) as {
      cameras: { id: string; source: string }[]
    }
    expect(cameras.map(({ id, source }) => [id, source])).toEqual([['back', '']])
  })

  test.each([
    ['/cameras/front', 200],
    ['/api/cameras/front', 200],
    ['/cameras/front/still.jpg', 200],
    ['/cameras/front/hls/index.m3u8', 200],
    ['/?action=snapshot', 200],
    ['/?action=snapshot&camera=front', 200],
    ['/cameras/back', 403],
    ['/api/cameras/back', 403],
    ['/cameras/back/still.jpg', 403],
    ['/cameras/back/stream.mjpg', 403],
    ['/cameras/back/hls/index.m3u8', 403],
    ['/cameras/back/hls/media.m3u8', 403],
    ['/cameras/back/hls/segment-0.m4s', 403],
    ['/cameras/back/live', 403],
    ['/video_feed?camera=back', 403],
    ['/?action=stream&camera=back', 403],
    ['/?action=snapshot&camera=back', 403],
    ['/cameras/attic/still.jpg', 403],
    ['/video_feed?camera=attic', 403],
    ['/api/links', 403],
    ['/api/audit', 403],
    ['/api/tunnel', 403],
    ['/access', 403],
  ])('%s: %i', async (path, status) => {
    const { app, headers } = await given(['front'])
    expect((await app.request(path, { headers })).status).toBe(status)
  })

  test('means it by the addresses that name none, also when it is not the first', async () => {
    const { app, hub, headers } = await given(['back'])
    const pending = app.request('/?action=snapshot&wait=0.05', { headers })
    expect(hub.cameras.get('back')?.demand.holders).toBe(0)
    expect((await refusal(pending))[1]).toBe('camera_not_ready') // and not the picture of `front`
  })
})

test('too many viewers are told so politely, and the owner is not one of them', async () => {
  const { app, access } = await house({ limits: { perCamera: 1, perLink: 9 } })
  const [viewer, owner] = [bearer(access.printedCodes.viewer), bearer(access.printedCodes.owner)]
  const path = '/cameras/front/stream.mjpg'
  const streams = [await app.request(path, { headers: owner }), await app.request(path, { headers: viewer })]
  const third = await app.request(path, { headers: viewer })
  expect([...streams, third].map(({ status }) => status)).toEqual([200, 200, 503])
  const message = '1 are watching this camera already, which is the most.'
  expect([third.headers.get('Retry-After'), await third.json()]).toEqual([
    '30',
    { error: { code: 'too_many_viewers', message } },
  ])
  expect((await app.request(path, { method: 'HEAD', headers: viewer })).status).toBe(200)
  for (const stream of streams) await stream.body?.cancel()
  const again = await app.request(path, { headers: viewer })
  expect(again.status).toBe(200)
  await again.body?.cancel()
})
