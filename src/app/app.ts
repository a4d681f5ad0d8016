import { Hono } from 'hono'
import type { UpgradeWebSocket } from 'hono/ws'
import type { Hub } from '../hub/hub.ts'
import type { Log } from '../hub/log.ts'
import { apiRoutes } from './api.ts'
import { hlsRoutes } from './hls.ts'
import { ownHostOnly } from './hostGuard.ts'
import { legacyRoutes } from './legacy.ts'
import { liveRoutes } from './live.ts'
import { type Metrics, metricsRoutes } from './metrics.ts'
import { mjpegRoutes } from './mjpeg.ts'
import { type Assets, pageRoutes } from './pages.ts'
import { probeRoutes } from './probe.ts'
import { answerNotFound, answerProblem, Problem } from './problem.ts'
import { readOnly } from './readOnly.ts'
import { stillRoutes } from './still.ts'

/** What the app is made of. */
export interface AppOptions {
  readonly hub: Hub
  readonly assets: Assets
  /** Whoever reaches the address may watch, by whatever name. */
  readonly open: boolean
  readonly log: Log
  /** The figures at `/metrics`. Default: none are served. */
  readonly metrics?: Metrics | undefined
  /** The runtime's way to open a WebSocket; without it there is no `live`. */
  readonly upgradeWebSocket?: UpgradeWebSocket
}

/** All that is served over HTTP: an app is a value, so `app.request('/path')` needs no server. */
export function createApp({ hub, assets, open, log, metrics, upgradeWebSocket }: AppOptions): Hono {
  const app = new Hono()
  app.onError((error, c) => {
    if (!(error instanceof Problem)) log.error({ path: c.req.path, error: String(error) }, 'a request failed')
    return answerProblem(error, c)
  })
  app.notFound(answerNotFound)
  if (!open) app.use(ownHostOnly)
  app.use(readOnly)
  app.get('/healthz', c => c.json({ ok: true }))
  if (metrics) app.route('/', metricsRoutes(metrics))
  app.route('/api', apiRoutes(hub))
  app.route('/api/probe', probeRoutes(upgradeWebSocket))
  app.route('/cameras', hlsRoutes(hub))
  app.route('/cameras', mjpegRoutes(hub))
  app.route('/cameras', stillRoutes(hub))
  app.route('/cameras', liveRoutes(hub, upgradeWebSocket))
  app.route('/', legacyRoutes(hub))
  app.route('/', pageRoutes(hub, assets))
  return app
}
