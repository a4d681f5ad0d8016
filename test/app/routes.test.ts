import { Hono } from 'hono'
import { defineWebSocketHelper } from 'hono/ws'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Access } from '../../src/access/access.ts'
import { closedUnlessDeclared, forAnyone, type Requirement } from '../../src/app/access/requires.ts'
import type { AppEnv } from '../../src/app/env.ts'
import { cameraFromSource } from '../../src/config/camera.ts'
import { givenAccess } from '../support/gate.ts'
import { everyRoute, examplePath, type Route, undeclared } from './everyRoute.ts'
import { live, TINY_FLV, TINY_MPJPEG } from './serving.ts'
import { everybody, type Somebody } from './somebody.ts'

/** The rule of roles. `camera` is the one that a path names, if it names one. */
function may({ rights, ticket }: Somebody, wanted: Requirement, camera: string | undefined): boolean {
  if (wanted.who === 'anyone') return true
  const output = wanted.who === 'viewer' ? wanted.output : undefined
  if (wanted.who === 'publisher' && rights?.role !== 'owner') {
    if (rights?.role !== 'publisher') return false
    return camera === undefined ? ticket === undefined : rights.cameras.includes(camera)
  }
  if (ticket !== undefined && output === undefined) return false // whosever it is, it is for pictures alone
  if (wanted.who === 'owner' || rights?.role === 'owner') return rights?.role === 'owner'
  if (rights === undefined || (rights.output !== undefined && rights.output !== output)) return false
  if (wanted.who === 'signed in') return true
  const { role, cameras } = rights
  return role === 'viewer' && (camera === undefined || cameras === 'all' || cameras.includes(camera))
}

let access: Access
let spare: string
let people: readonly Somebody[]
beforeAll(async () => {
  access = await givenAccess()
  spare = (await access.share({ name: 'Spare', cameras: 'all' })).link.id
  people = await everybody(access)
})
afterAll(() => access.close())

/** An app with all there can be, and two cameras that give pictures. */
function everything({ open = false } = {}) {
  const metrics = async () => ({ type: 'text/plain', text: 'tunnelcam_camera_up{camera="front"} 1' })
  const upgradeWebSocket = defineWebSocketHelper(() => new Response('opened'))
  const served = live({ access, open, metrics, upgradeWebSocket, relay: true })
  const back = served.hub.add(cameraFromSource('test:', { id: 'back', name: 'Back yard' }))
  const run = back.begin({ passthrough: false })
  run.video(TINY_FLV)
  run.jpeg(TINY_MPJPEG)
  back.setState({ kind: 'live' })
  return served
}

type Served = ReturnType<typeof everything>

/** A path of a route, about this camera. */
function pathOf({ path }: Route, { camera }: Served, id: string): string {
  const [segment] = camera.window.state().segments
  const files = ['init-0.mp4', `segment-${segment?.msn}.m4s`, `part-${segment?.parts[0]?.id}.m4s`, 'home.html']
  return examplePath(path, { id, link: spare }, files)
}

interface Answer {
  readonly status: number
  /** '' for media, which may have no end. */
  readonly text: string
}

async function ask({ app }: Served, method: string, path: string, somebody: Somebody, more = {}): Promise<Answer> {
  const json = method === 'POST' ? { headers: { 'Content-Type': 'application/json' }, body: '{}' } : {}
  const { headers = {}, ticket } = somebody
  const address = ticket === undefined ? path : `${path}?t=${ticket}`
  const response = await app.request(address, { method, ...json, headers: { ...json.headers, ...headers, ...more } })
  const { status } = response
  if (/text|json|mpegurl/.test(response.headers.get('Content-Type') ?? ''))
    return { status, text: await response.text() }
  await response.body?.cancel()
  return { status, text: '' }
}

/** The ways to ask for a route: a GET also without its body, and as if for a WebSocket. */
const waysOf = (method: string): (readonly [string, Record<string, string>])[] =>
  method === 'GET'
    ? [
        ['GET', {}],
        ['HEAD', {}],
        ['GET', { Upgrade: 'websocket' }],
      ]
    : [[method, {}]]

/** What is wrong with the answers of all routes to somebody, as sentences. */
async function faults(served: Served, somebody: Somebody): Promise<string[]> {
  const found: string[] = []
  for (const route of everyRoute(served.app)) {
    const path = pathOf(route, served, 'front')
    const camera = route.path.includes('/:id') ? 'front' : undefined
    const admitted = route.requirements?.every(one => may(somebody, one, camera)) ?? false
    for (const [method, headers] of waysOf(route.method)) {
      const { status, text } = await ask(served, method, path, somebody, headers)
      const closed = status === 401 || status === 403
      const expected = somebody.rights === undefined ? 401 : 403
      if (admitted ? closed || status === 500 : status !== expected)
        found.push(`${method} ${route.path}: expected ${admitted ? 'to be let in' : expected}, got ${status}`)
      if (!admitted && /Front door|Back yard|opened/.test(text)) found.push(`${method} ${route.path} tells: ${text}`)
    }
  }
  return found
}

describe('every route that exists', () => {
  test('is found, and says who may use it', () => {
    const { app } = everything()
    expect(undeclared(app)).toEqual([])
    const found = everyRoute(app).map(({ method, path }) => `${method} ${path}`)
    expect(found.length).toBeGreaterThan(25)
    // One of each part of the app.
    expect(found).toEqual(
      expect.arrayContaining([
        'POST /login',
        'DELETE /api/links/:link',
        'GET /metrics',
        'GET /api/probe/socket',
        'GET /cameras/:id/live',
        'GET /live',
        'GET /cameras/:id/live.mp4',
        'GET /publish',
        'GET /api/publish',
        'GET /cameras/:id/publish',
        'POST /cameras/:id/publish',
        'GET /cameras/:id/hls/media.m3u8',
        'GET /relay/:id',
        'GET /video_feed',
        'GET /static/:file{.+}',
      ]),
    )
  })

  test('answers each as the rule of roles says', { timeout: 60_000 }, async () => {
    const found: string[] = []
    const walk = async (some: readonly Somebody[]) => {
      for (const somebody of some) {
        const served = everything()
        for (const fault of await faults(served, somebody)) found.push(`${somebody.who}: ${fault}`)
        expect(served.errors).toEqual([])
      }
    }
    const owners = people.filter(({ rights }) => rights?.role === 'owner')
    const before = [...access.links]
    await walk(people.filter(somebody => !owners.includes(somebody)))
    expect(access.links).toEqual(before)
    await walk(owners)
    expect(found).toEqual([])
    expect(access.links.find(({ id }) => id === spare)?.revokedAt).toBeDefined()
  })

  test('lets everyone watch, and do no more, where the program is open', async () => {
    const served = everything({ open: true })
    expect(await faults(served, { who: 'anyone', rights: { role: 'viewer', cameras: 'all' } })).toEqual([])
  })

  test('tells who may not use it nothing of which cameras there are', async () => {
    const served = everything()
    for (const somebody of people) {
      for (const route of everyRoute(served.app).filter(({ path }) => path.includes('/:id'))) {
        const [there, nowhere] = ['front', 'nowhere'].map(id =>
          ask(served, route.method, pathOf(route, served, id), somebody),
        )
        const { status, text } = (await there) ?? { status: 0, text: '' }
        if (status !== 401 && status !== 403) continue
        expect(await nowhere, `${somebody.who}: ${route.path}`).toEqual({ status, text })
      }
    }
  })

  test('that is for anyone has nothing private in it', async () => {
    const served = everything()
    const nobody = { who: 'nobody', rights: undefined }
    const open = everyRoute(served.app).filter(({ requirements }) => requirements?.every(({ who }) => who === 'anyone'))
    expect(open.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'GET /favicon.ico',
      'GET /healthz',
      'GET /static/:file{.+}',
      'GET /view.js',
      'POST /login',
      'POST /logout',
    ])
    for (const route of open) {
      const { text } = await ask(served, route.method, pathOf(route, served, 'front'), nobody)
      expect(text).not.toMatch(/front|back|camera|link|owner/i)
    }
  })
})

describe('what is no route', () => {
  const nobody = { who: 'nobody', rights: undefined }

  test('by its method: is answered 405, and nothing is told or done', async () => {
    const served = everything()
    const routes = everyRoute(served.app)
    const before = [...access.links]
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'POST', 'GET']) {
      for (const route of routes) {
        if (routes.some(one => one.path === route.path && one.method === method)) continue
        const { status, text } = await ask(served, method, pathOf(route, served, 'front'), nobody)
        expect([method, route.path, status]).toEqual([method, route.path, 405])
        expect(text).not.toMatch(/Front door|Back yard/)
      }
    }
    expect(access.links).toEqual(before)
  })

  test.each([
    '/nothing',
    '/api',
    '/api/nothing',
    '/api/cameras/',
    '/api/cameras/front/nothing',
    '/api/links/nothing/more',
    '/cameras',
    '/cameras/',
    '/cameras/front/',
    '/cameras/front/nothing.jpg',
    '/cameras/front/hls/segment-x.m4s',
    '/cameras/front/hls/../still.jpg/x',
    '//cameras/front/still.jpg',
    '/cameras%2ffront%2fstill.jpg',
    '/Cameras/front/still.jpg',
    '/static/../package.json',
    '/static/%2e%2e%2fpackage.json',
    '/.git/config',
    '/data/key',
  ])('%s: is answered 404, for a camera that there is as for one that there is not', async path => {
    const served = everything()
    const { status, text } = await ask(served, 'GET', path, nobody)
    expect([status, text]).toEqual([404, expect.not.stringMatching(/Front door|Back yard/)])
    const nowhere = await ask(served, 'GET', path.replace('front', 'nowhere'), nobody)
    expect(nowhere.text.replaceAll('nowhere', 'front')).toBe(text)
  })
})

describe('a route that does not say who may use it', () => {
  const secret = 'what is behind the door'
  test.each<[string, string, (app: Hono<AppEnv>) => unknown]>([
    ['one more', '/api/new', app => app.get('/api/new', c => c.text(secret))],
    ['one for all methods', '/api/new', app => app.all('/api/new', c => c.text(secret))],
    [
      'one below a path',
      '/api/new/a',
      app =>
        app.route(
          '/api/new',
          new Hono().get('/a', c => c.text(secret)),
        ),
    ],
    [
      'one that says it too late',
      '/api/new',
      app => app.get('/api/new', c => c.text(secret)).get('/api/new', forAnyone),
    ],
    [
      'one that another’s pattern covers',
      '/a/new',
      app => app.get('/a/new', c => c.text(secret)).get('/a/:id', forAnyone),
    ],
  ])('%s: is closed to everyone, and found', async (_, path, add) => {
    const app = new Hono<AppEnv>().use(closedUnlessDeclared)
    app.onError((error, c) => c.text(error.message, 500))
    add(app)
    const answer = await app.request(path)
    expect([answer.status, await answer.text()]).toEqual([
      500,
      'This route does not say who may use it, so nobody may.',
    ])
    expect(undeclared(app)).toEqual([`GET ${path}`])
  })

  test('added to the app: is closed to the owner too, and the walk names it', async () => {
    const served = everything()
    const owner = people.at(-1)
    if (owner === undefined) throw new Error('owners come last')
    served.app.get('/api/new', c => c.text(secret))
    expect(undeclared(served.app)).toEqual(['GET /api/new'])
    expect(await ask(served, 'GET', '/api/new', owner)).toMatchObject({ status: 500 })
    expect(await faults(served, owner)).toContain('GET /api/new: expected 403, got 500')
  })

  test('with an example that the walk does not know: fails it too', () => {
    expect(() => examplePath('/api/:what', { id: 'front' }, [])).toThrow(
      '/api/:what: the walk needs an example of :what.',
    )
  })
})
