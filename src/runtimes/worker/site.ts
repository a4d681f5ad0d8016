import type { Hono } from 'hono'
import { Access } from '../../access/access.ts'
import { createApp } from '../../app/app.ts'
import type { AppEnv } from '../../app/env.ts'
import { type KeptAgent, wakeAgent } from '../../app/relay/agentSocket.ts'
import { Hub } from '../../hub/hub.ts'
import { PING, PONG } from '../../hub/relay/messages.ts'
import { Relay } from '../../hub/relay/relay.ts'
import { edgeAssets } from './assets.ts'
import { edgeLog } from './log.ts'
import type { EdgeClose, EdgeObject, EdgeSocket, Env } from './platform.ts'
import { type EdgeSockets, edgeSockets } from './sockets.ts'
import { edgeAccess, edgeCameras, keyIn } from './store.ts'

/** So many viewers one object serves well. */
const MOST_VIEWERS = 200
const REVIEW_MS = 1000

interface Parts {
  readonly app: Hono<AppEnv>
  readonly sockets: EdgeSockets
  readonly wakeful: Wakeful
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
      const { app, wakeful } = await this.#parts
      wakeful.wake()
      return await app.fetch(request)
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
  const wakeful = new Wakeful()
  const limits = {
    perCamera: Number(env.VIEWERS_PER_CAMERA ?? MOST_VIEWERS),
    perLink: Number(env.VIEWERS_PER_LINK ?? MOST_VIEWERS),
  }
  const store = edgeAccess(storage, keyIn(env.TUNNELCAM_KEY), log)
  const access = await Access.open(store, { log, limits, relay: true, reviewing: review => wakeful.reviewing(review) })
  const hub = new Hub()
  const relay = await Relay.open(hub, edgeCameras(storage), log)
  const sockets = edgeSockets(object, PING, PONG)
  wakeful.while(() => hasViewers(hub, access))
  sockets.wake(kept => wakeAgent(relay, access.watching, kept as KeptAgent)) // as it was put there
  const app = createApp({
    ...{ hub, relay, log, upgradeWebSocket: sockets.upgrade, assets: edgeAssets(env) },
    origins: { frame: [], cors: [] },
    gate: {
      access,
      open: false,
      trust: { proxies: [], tunnel: () => false },
      peer: c => c.req.header('CF-Connecting-IP') ?? '', // which Cloudflare sets, whoever sends another
    },
  })
  return { app, sockets, wakeful }
}

function hasViewers(hub: Hub, { watching }: Access): boolean {
  const wanted = [...hub.cameras.values()].some(({ demand }) => demand.wanted().size > 0)
  return wanted || watching.list(Date.now()).some(({ output }) => output !== 'publish')
}

/** A tick each second, from each request on for as long as somebody watches. */
class Wakeful {
  #review: () => void = () => undefined
  #isNeeded: () => boolean = () => false
  #timer: ReturnType<typeof setInterval> | undefined

  reviewing(review: () => void): () => void {
    this.#review = review
    return () => clearInterval(this.#timer)
  }

  while(isNeeded: () => boolean): void {
    this.#isNeeded = isNeeded
  }

  wake(): void {
    this.#timer ??= setInterval(() => {
      this.#review()
      if (this.#isNeeded()) return
      clearInterval(this.#timer)
      this.#timer = undefined
    }, REVIEW_MS)
  }
}
