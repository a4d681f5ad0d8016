import type { Hono } from 'hono'
import { Access } from '../../access/access.ts'
import type { AppEnv } from '../../app/env.ts'
import { type KeptAgent, wakeAgent } from '../../app/relay/agentSocket.ts'
import { Hub } from '../../hub/hub.ts'
import { PING, PONG } from '../../hub/relay/messages.ts'
import { Relay } from '../../hub/relay/relay.ts'
import { Feeds } from './branch/feeds.ts'
import { WITHIN } from './branch/words.ts'
import { drain } from './drain.ts'
import { edgeLog } from './log.ts'
import type { EdgeClose, EdgeObject, EdgeSocket, Env } from './platform.ts'
import { ROOM } from './room.ts'
import { edgeApp, hasViewers, limitsIn } from './serving.ts'
import { type EdgeSockets, edgeSockets } from './sockets.ts'
import { Stalls } from './stalls.ts'
import { edgeAccess, edgeCameras, keyIn } from './store.ts'
import { Wakeful } from './wakeful.ts'

interface Parts {
  readonly app: Hono<AppEnv>
  readonly sockets: EdgeSockets
  readonly wakeful: Wakeful
  readonly feeds: Feeds
  readonly stalls: Stalls
}

/**
 * A relay in a Durable Object: the same hub and app as elsewhere. Nothing in it ticks while nobody watches, so that it
 * may sleep; its agents' connections stay open, and they send anew what it has forgotten.
 */
export class Site {
  readonly #parts: Promise<Parts>

  constructor(object: EdgeObject, env: Env) {
    // What can't be opened is told to who asks: thrown here, it would be a riddle.
    this.#parts = object
      .blockConcurrencyWhile(() =>
        open(object, env).then(
          parts => ({ parts }),
          (error: unknown) => ({ error }),
        ),
      )
      .then(result => {
        if ('error' in result) throw result.error
        return result.parts
      })
    this.#parts.catch(() => undefined)
  }

  async fetch(request: Request): Promise<Response> {
    try {
      const { app, wakeful, feeds, stalls } = await this.#parts
      wakeful.wake()
      if (new URL(request.url).pathname === WITHIN) return await feeds.open(request)
      const answer = await app.fetch(request)
      drain(request)
      if (request.method !== 'GET') feeds.look() // it may have changed who may watch
      return stalls.watch(answer)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return Response.json({ error: { code: 'not_set_up', message } }, { status: 503 })
    }
  }

  async webSocketMessage(socket: EdgeSocket, data: string | ArrayBuffer): Promise<void> {
    const { sockets } = await this.#parts
    sockets.message(socket, data)
  }

  async webSocketClose(socket: EdgeSocket, code: number, reason: string, wasClean: boolean): Promise<void> {
    const { sockets } = await this.#parts
    sockets.closed(socket, { code, reason, wasClean })
  }

  /** A connection broke off. */
  async webSocketError(socket: EdgeSocket): Promise<void> {
    const { sockets } = await this.#parts
    sockets.closed(socket, BROKEN)
  }
}

const BROKEN: EdgeClose = { code: 1006, reason: '', wasClean: false }

async function open(object: EdgeObject, env: Env): Promise<Parts> {
  const { storage } = object
  const log = edgeLog()
  const store = edgeAccess(storage, keyIn(env.TUNNELCAM_KEY), log)
  const hub = new Hub()
  const wakeful: Wakeful = new Wakeful(() => hasViewers(hub, access))
  const reviewing = (review: () => void) => wakeful.each(review)
  const access = await Access.open(store, { log, limits: limitsIn(env), relay: true, reviewing })
  const relay = await Relay.open(hub, edgeCameras(storage), log, ROOM)
  const sockets = edgeSockets(object, PING, PONG)
  sockets.wake(kept => wakeAgent(relay, access.watching, kept as KeptAgent)) // as it was put there
  const feeds = new Feeds(hub, access)
  wakeful.each(() => feeds.look())
  const stalls = new Stalls()
  wakeful.each(() => stalls.look(performance.now()))
  return { app: edgeApp({ hub, access, log, relay, upgrade: sockets.upgrade }, env), sockets, wakeful, feeds, stalls }
}
