import { createServer, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { createAdaptorServer } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Gate } from '../app/access/visitor.ts'
import { type AppOptions, createApp } from '../app/app.ts'
import type { Metrics } from '../app/metrics.ts'
import type { Hub } from '../hub/hub.ts'
import type { Log } from '../hub/log.ts'
import type { Relay } from '../hub/relay/relay.ts'
import { readAssets, readPages } from './assets.ts'
import { bodyTimes } from './node/bodyTimes.ts'
import { cutStalled } from './node/stalled.ts'
import { type WebSockets, webSockets } from './node/webSockets.ts'

/** A server that listens. */
export interface Listening {
  readonly url: string
  readonly port: number
  /** Ends all connections, streams included. */
  close(): Promise<void>
}

/**
 * Bytes that may wait in a connection before its stream is held up. With room for one picture, a viewer who keeps up
 * costs a tenth less CPU than with Node's 16 KiB, where each picture waits for a 'drain'; who never reads holds two.
 */
const CONNECTION_BUFFER = 128 * 1024
const STALLED_MS = 60_000
/** More would reach the limits of small machines before they reach anybody's use. */
const MAX_CONNECTIONS = 4_000
/** A WebSocket whose peer answers no ping for so long is given up. */
const HEARTBEAT_MS = 20_000
/** A request has to be here whole within these times, its headers and all of it: who sends a byte a minute is not waited for. */
const HEADERS_MS = 10_000
const REQUEST_MS = 30_000
/** How long open requests may finish when the server closes. */
const CLOSE_GRACE_MS = 500

/** Serves the hub over HTTP. Rejects with the system's error (`code` EADDRINUSE, EACCES, EADDRNOTAVAIL) when it can't listen. */
export async function listen(options: {
  hub: Hub
  host: string
  port: number
  gate: Omit<Gate, 'peer'>
  origins?: AppOptions['origins']
  log: Log
  /** The figures at `/metrics`. Default: none are served. */
  metrics?: Metrics
  /** Takes the cameras of agents elsewhere. Default: none are taken. */
  relay?: Relay
  /** Who takes none of what waits for him for so long is gone, or as good as gone. Default: a minute. */
  stalledMs?: number
  /** How often WebSockets are asked for a sign of life. Default: 20 s. */
  heartbeatMs?: number
  /** Where the pages are. Default: the built ones. */
  staticFolder?: URL
}): Promise<Listening> {
  const { hub, host, log } = options
  const sockets = webSockets(options.heartbeatMs ?? HEARTBEAT_MS)
  const bodies = bodyTimes(REQUEST_MS)
  const app = createApp({
    hub,
    log,
    metrics: options.metrics,
    relay: options.relay,
    upgradeWebSocket: sockets.upgrade,
    endlessBody: c => bodies.release(c.env.incoming),
    gate: { ...options.gate, peer: c => getConnInfo(c).remote.address ?? '' },
    origins: options.origins ?? { frame: [], cors: [] },
    assets: await (options.staticFolder ? readAssets(fileURLToPath(options.staticFolder)) : readPages()),
  })
  const serverOptions = { highWaterMark: CONNECTION_BUFFER }
  const server = createAdaptorServer({ fetch: app.fetch, createServer, serverOptions }) as Server // createServer above makes that kind
  sockets.attach(server)
  server.maxConnections = MAX_CONNECTIONS
  server.headersTimeout = HEADERS_MS
  server.requestTimeout = 0 // Node can't spare those who publish
  bodies.attach(server)
  cutStalled(server, options.stalledMs ?? STALLED_MS)
  const listening = await listenOn(server, host, options.port)
  return { ...listening, close: () => closeWith(sockets, listening) }
}

/** Lets a server listen. Rejects with the system's error when it can't. */
export async function listenOn(server: Server, host: string, wanted: number): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(wanted, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : wanted
  return { port, url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, close: () => close(server) }
}

/** Closes a server whose connections are partly WebSockets, which it does not end by itself. */
async function closeWith(sockets: WebSockets, server: Listening): Promise<void> {
  const timer = setTimeout(() => sockets.destroy(), CLOSE_GRACE_MS)
  sockets.close()
  await server.close()
  clearTimeout(timer)
  sockets.destroy()
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
