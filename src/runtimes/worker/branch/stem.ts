import type { AuditEntry } from '../../../access/audit.ts'
import type { MadeLink } from '../../../access/link.ts'
import type { Viewing } from '../../../access/watching.ts'
import type { Hub } from '../../../hub/hub.ts'
import type { Log } from '../../../hub/log.ts'
import type { AgentLink } from '../../../hub/relay/link.ts'
import { PING, PONG, TAKEN_OVER } from '../../../hub/relay/messages.ts'
import { Relay, unkeptCameras } from '../../../hub/relay/relay.ts'
import { opened } from '../../../media/wire.ts'
import type { EdgeSocket, Fetcher } from '../platform.ts'
import { ROOM } from '../room.ts'
import { type BranchCamera, type BranchWord, readSiteWord, type SiteWord, WITHIN } from './words.ts'

const OPEN = 1
const OPEN_MS = 5_000
/** A site that is silent for so long is dead: it answers a ping each second. */
const DEAD_MS = 5_000
const NOBODY = 'Nobody watches here.'

/** Where the site is. `code`: what lets in there. */
export interface Site {
  /** Another one for each connection: one whose object has failed does not serve again. */
  object(): Fetcher
  readonly code: string
}

/**
 * A branch's connection to its site, made when it is needed: by it come the links, the cameras, and what is watched here,
 * as from an agent.
 */
export class Stem {
  readonly #site: Site
  readonly #relay: Relay
  readonly #log: Log
  readonly #cameras = new Map<string, { readonly camera: BranchCamera; readonly link: AgentLink }>()
  #links: readonly MadeLink[] = []
  #onLinks: () => Promise<void> = async () => undefined
  #opening: Promise<void> | undefined
  #socket: EdgeSocket | undefined
  /** Counts the connections that are over. */
  #closed = 0
  #heardAt = 0
  #told = ''

  constructor(site: Site, hub: Hub, log: Log) {
    this.#site = site
    this.#relay = new Relay(hub, unkeptCameras(), log, ROOM)
    this.#log = log
  }

  get links(): readonly MadeLink[] {
    return this.#links
  }

  /** Calls `changed`, which takes the links, now and whenever they have changed, until the returned function is called. */
  onLinks(changed: () => Promise<void>): () => Promise<void> {
    this.#onLinks = changed
    void changed() // they may have since they were read
    return async () => {
      this.#onLinks = async () => undefined
    }
  }

  /** Resolves when the site has said what there is, and its links are taken; rejects when it can't be reached. */
  ready(): Promise<void> {
    if (this.#opening) return this.#opening
    const opening: Promise<void> = this.#open().catch(error => {
      if (this.#opening === opening) this.close() // else it is closed, and another one may be open
      throw error
    })
    this.#opening = opening
    return opening
  }

  /** Tells who watches here, and connects again where that broke off. To be called each second while somebody does. */
  look(viewings: readonly Viewing[]): void {
    if (this.#socket && performance.now() - this.#heardAt > DEAD_MS) this.close()
    this.ready().catch((error: unknown) => this.#log.warn({ err: String(error) }, 'The site can’t be reached.'))
    const word: BranchWord = { type: 'watching', viewings: [...viewings] }
    const text = JSON.stringify(word)
    if (text !== this.#told) this.#send(text)
    else this.#send(PING)
    if (this.#socket) this.#told = text
  }

  audit(entry: AuditEntry): void {
    this.#say({ type: 'audit', entry })
  }

  /** Nobody watches here any more, or the connection is over. May be called again. */
  close(): void {
    const socket = this.#socket
    this.#closed++
    this.#socket = undefined
    this.#opening = undefined
    for (const { link } of this.#cameras.values()) link.over()
    this.#cameras.clear()
    if (socket?.readyState === OPEN) socket.close(1000, NOBODY)
  }

  async #open(): Promise<void> {
    const closed = this.#closed
    const headers = { Upgrade: 'websocket', Authorization: `Bearer ${this.#site.code}` }
    const { webSocket: socket, status } = await this.#site
      .object()
      .fetch(new Request(`https://site.invalid${WITHIN}`, { headers }))
    if (!socket) throw new Error(`The site answers with status ${status}.`)
    socket.binaryType = 'arraybuffer'
    socket.accept()
    if (closed !== this.#closed) {
      socket.close(1000, NOBODY)
      throw new Error('The connection to the site was not needed any more.')
    }
    this.#socket = socket
    this.#heardAt = performance.now()
    this.#told = ''
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`The site says nothing for ${OPEN_MS} ms.`)), OPEN_MS)
      socket.addEventListener('message', ({ data }) => {
        if (this.#socket !== socket) return
        this.#heardAt = performance.now()
        if (typeof data !== 'string') return this.#take(new Uint8Array(data))
        if (data === PONG) return
        const word = readSiteWord(data)
        if (word.type === 'spoken') return this.#cameras.get(word.camera)?.link.hear(word.text)
        clearTimeout(late)
        void this.#follow(word).then(resolve)
      })
      const onOver = () => {
        clearTimeout(late)
        reject(new Error('The connection to the site broke off.'))
        if (this.#socket === socket) this.close()
      }
      socket.addEventListener('close', onOver)
      socket.addEventListener('error', onOver)
    })
  }

  /** Resolves when the links are taken. */
  #follow({ links, cameras }: Extract<SiteWord, { type: 'site' }>): Promise<void> {
    this.#links = links
    const taken = this.#onLinks()
    const now = new Map(cameras.map(camera => [camera.id, camera]))
    for (const [id, { link }] of this.#cameras) {
      if (now.has(id)) continue
      this.#cameras.delete(id)
      link.hear('{"type":"gone"}')
    }
    for (const camera of cameras) if (this.#cameras.get(camera.id)?.camera.turn !== camera.turn) this.#connect(camera)
    return taken
  }

  #connect(camera: BranchCamera): void {
    const { id, name, repeats } = camera
    const link = this.#relay.connect(
      { camera: id, name, repeats, agent: 'site', yields: false },
      {
        send: text => this.#say({ type: 'spoken', camera: id, text }),
        close: code => {
          if (code !== 1000 && code !== TAKEN_OVER) this.close() // what went wrong begins anew
        },
      },
    )
    this.#cameras.set(id, { camera, link })
  }

  #take(message: Uint8Array): void {
    const camera: unknown = Object(opened(message)?.header).camera
    if (typeof camera === 'string') this.#cameras.get(camera)?.link.hear(message)
  }

  #say(word: BranchWord): void {
    this.#send(JSON.stringify(word))
  }

  #send(text: string): void {
    if (this.#socket?.readyState === OPEN) this.#socket.send(text)
  }
}
