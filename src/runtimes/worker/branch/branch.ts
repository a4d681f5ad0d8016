import type { Hono } from 'hono'
import { Access } from '../../../access/access.ts'
import { Signer } from '../../../access/signer.ts'
import type { AccessStore } from '../../../access/store.ts'
import type { AppEnv } from '../../../app/env.ts'
import { Hub } from '../../../hub/hub.ts'
import { PING, PONG } from '../../../hub/relay/messages.ts'
import { drain } from '../drain.ts'
import { edgeLog } from '../log.ts'
import type { EdgeObject, Env } from '../platform.ts'
import { edgeApp, hasViewers, limitsIn } from '../serving.ts'
import { edgeSockets } from '../sockets.ts'
import { Stalls } from '../stalls.ts'
import { keyIn, SITE } from '../store.ts'
import { Wakeful } from '../wakeful.ts'
import { Stem } from './stem.ts'

interface Parts {
  readonly stem: Stem
  readonly app: Hono<AppEnv>
  readonly wakeful: Wakeful
  readonly stalls: Stalls
}

/**
 * An object for viewers for whom the site has no room: the same app, over cameras that the site sends on to it once.
 * It keeps nothing, and while nobody watches here it is connected to nothing.
 */
export class Branch {
  readonly #open: () => Promise<Parts>
  #parts: Promise<Parts> | undefined

  constructor(object: EdgeObject, env: Env) {
    this.#open = () => open(object, env)
  }

  async fetch(request: Request): Promise<Response> {
    try {
      this.#parts ??= this.#opened()
      const { stem, app, wakeful, stalls } = await this.#parts
      await stem.ready()
      wakeful.wake()
      const answer = await app.fetch(request)
      drain(request)
      return stalls.watch(answer)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return Response.json({ error: { code: 'not_ready', message } }, { status: 503, headers: { 'Retry-After': '2' } })
    }
  }

  /** What could not be opened is tried again by the next who asks. */
  async #opened(): Promise<Parts> {
    try {
      return await this.#open()
    } catch (error) {
      this.#parts = undefined
      throw error
    }
  }
}

async function open(object: EdgeObject, env: Env): Promise<Parts> {
  const log = edgeLog()
  const hub = new Hub()
  const key = keyIn(env.TUNNELCAM_KEY)
  const code = await (await Signer.of(key)).code('relay')
  const stem = new Stem({ object: () => env.SITE.get(env.SITE.idFromName(SITE)), code }, hub, log)
  await stem.ready()
  const wakeful: Wakeful = new Wakeful(
    () => hasViewers(hub, access),
    () => stem.close(),
  )
  const access = await Access.open(storeOf(stem, key), {
    ...{ log, limits: limitsIn(env), reviewing: review => wakeful.each(review) },
  })
  wakeful.each(() => stem.look(access.watching.here(Date.now())))
  const stalls = new Stalls()
  wakeful.each(() => stalls.look(performance.now()))
  const { upgrade } = edgeSockets(object, PING, PONG)
  return { stem, app: edgeApp({ hub, access, log, upgrade }, env), wakeful, stalls }
}

/** What the site keeps: nothing is made here. */
function storeOf(stem: Stem, key: Uint8Array<ArrayBuffer>): AccessStore {
  const elsewhere = () => Promise.reject(new Error('Links and keys are made at the site.'))
  return {
    read: async () => ({ key, links: stem.links, audit: [] }),
    saveLink: elsewhere,
    saveKey: elsewhere,
    saveAudit: entry => stem.audit(entry),
    watch: changed => stem.onLinks(changed),
  }
}
