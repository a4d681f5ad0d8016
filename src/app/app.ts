import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import { methodNotAllowed } from 'hono/method-not-allowed'
import type { UpgradeWebSocket } from 'hono/ws'
import type { Hub } from '../hub/hub.ts'
import type { Log } from '../hub/log.ts'
import type { Relay } from '../hub/relay/relay.ts'
import { linkRoutes } from './access/links.ts'
import { loginRoutes } from './access/login.ts'
import { PICTURE_HEADERS, readableByTicket } from './access/readableByTicket.ts'
import { closedUnlessDeclared, forAnyone, forOwner } from './access/requires.ts'
import { sameOrigin } from './access/sameOrigin.ts'
import { type Gate, recognise } from './access/visitor.ts'
import { visits as visitsOf } from './access/visits.ts'
import { boundWaiting } from './access/waiting.ts'
import { apiRoutes } from './api.ts'
import type { AppEnv } from './env.ts'
import { hlsRoutes } from './hls/hls.ts'
import { mjpegRoutes } from './jpeg/mjpeg.ts'
import { stillRoutes } from './jpeg/still.ts'
import { legacyRoutes } from './legacy.ts'
import { liveRoutes } from './live/live.ts'
import { manyRoutes } from './live/many/many.ts'
import { type Metrics, metricsRoutes } from './metrics.ts'
import { mp4Routes } from './mp4/mp4.ts'
import { type Assets, codePage, pageRoutes, wantsPage } from './pages.ts'
import { probeRoutes } from './probe.ts'
import { answerMethodNotAllowed, answerNotFound, answerProblem, Problem } from './problem.ts'
import { type EndlessBody, publishRoutes } from './publish/publish.ts'
import { publishableRoutes } from './publish/publishable.ts'
import { relayRoutes } from './relay/relay.ts'
import { reportRoutes } from './report.ts'
import { securityHeaders } from './securityHeaders.ts'

/** What the app is made of. */
export interface AppOptions {
  readonly hub: Hub
  readonly assets: Assets
  /** Who is let in. */
  readonly gate: Gate
  /** Origins of others, as `https://home.example.com`: whose pages may frame ours, and whose scripts may ask us. */
  readonly origins: { readonly frame: readonly string[]; readonly cors: readonly string[] }
  readonly log: Log
  /** The figures at `/metrics`. Default: none are served. */
  readonly metrics?: Metrics | undefined
  /** Takes the cameras of agents elsewhere. Default: none are taken. */
  readonly relay?: Relay | undefined
  /** The runtime's way to open a WebSocket; without it there is no `live`. */
  readonly upgradeWebSocket?: UpgradeWebSocket
  /** Tells the runtime that a request's body may have no end. Default: bodies may take as long as they like. */
  readonly endlessBody?: EndlessBody
  /** Looks at each request once it is known who asks; it may refuse him by a Problem. Default: all are admitted. */
  readonly admit?: MiddlewareHandler<AppEnv>
}

/** All that is served over HTTP: an app is a value, so `app.request('/path')` needs no server. */
export function createApp(options: AppOptions): Hono<AppEnv> {
  const { hub, assets, gate, origins, log, metrics, relay, upgradeWebSocket, endlessBody, admit } = options
  const { access, open } = gate
  const visits = visitsOf(access)
  const app = new Hono<AppEnv>()
  app.onError(async (error, c) => {
    if (!(error instanceof Problem)) log.error({ path: c.req.path, error: String(error) }, 'a request failed')
    return (await pageFor(error, c, assets)) ?? answerProblem(error, c)
  })
  app.notFound(answerNotFound)
  app.use(securityHeaders(origins.frame))
  app.use(methodNotAllowed({ app, onMethodNotAllowed: answerMethodNotAllowed }))
  if (origins.cors.length > 0) app.use(cors({ origin: [...origins.cors], exposeHeaders: PICTURE_HEADERS }))
  app.use(recognise(gate, log))
  app.use(readableByTicket)
  app.use(sameOrigin(origins.cors))
  app.use(closedUnlessDeclared)
  if (admit) app.use(admit)
  app.use(boundWaiting(REQUESTS_PER_VIEWER * access.watching.limits.perLink))
  app.get('/healthz', forAnyone, c => c.json({ ok: true }))
  if (metrics) app.get('/metrics', forOwner).route('/', metricsRoutes(metrics))
  app.route('/', loginRoutes(access, { open, framed: origins.frame.length > 0 }))
  app.route('/api', apiRoutes(hub))
  app.route('/api', publishableRoutes(hub))
  app.route('/api', reportRoutes(hub))
  app.route('/api', linkRoutes(hub, access))
  app.route('/api/probe', probeRoutes(upgradeWebSocket))
  app.route('/cameras', hlsRoutes(hub, visits))
  app.route('/cameras', mjpegRoutes(hub, visits))
  app.route('/cameras', stillRoutes(hub, visits))
  app.route('/cameras', mp4Routes(hub, visits))
  app.route('/cameras', liveRoutes(hub, visits, upgradeWebSocket))
  app.route('/', manyRoutes(hub, visits, { gate, log, upgradeWebSocket }))
  app.route('/cameras', publishRoutes(hub, visits, { upgradeWebSocket, endlessBody }))
  if (relay) app.route('/relay', relayRoutes(relay, visits, upgradeWebSocket))
  app.route('/', legacyRoutes(hub, visits))
  app.route('/', pageRoutes(hub, assets))
  return app
}

/** A player waits for a playlist and the next part of a camera or two, and a page for the stills of some more. */
const REQUESTS_PER_VIEWER = 10

/** A person who may not see a page is asked for a code in its place; programs get words. */
async function pageFor(error: Error, c: Context, assets: Assets): Promise<Response | undefined> {
  if (!(error instanceof Problem) || !wantsPage(c)) return undefined
  const { status, headers } = error
  if (status !== 401 && status !== 403 && status !== 429) return undefined
  const page = await codePage(c, assets, status)
  for (const [name, value] of Object.entries(headers)) page.headers.set(name, value)
  return page
}
