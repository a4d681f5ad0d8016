import type { Access } from '../../../access/access.ts'
import type { MadeLink } from '../../../access/link.ts'
import { JpegUplink } from '../../../agent/uplink/jpeg.ts'
import { UplinkLink } from '../../../agent/uplink/link.ts'
import type { RelaySocket } from '../../../agent/uplink/socket.ts'
import { VideoUplink } from '../../../agent/uplink/video.ts'
import type { Camera } from '../../../hub/camera.ts'
import type { Hub } from '../../../hub/hub.ts'
import type { EdgeSocket } from '../platform.ts'
import { type BranchWord, readBranchWord, type SiteWord } from './words.ts'

const OPEN = 1
const CLOCK = {
  now: () => performance.now(),
  sleep: (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms)),
}

/** A site's end of the connection of one branch: what is watched there goes out once more. */
export class Feed {
  readonly #name = crypto.randomUUID()
  readonly #socket: EdgeSocket
  readonly #hub: Hub
  readonly #access: Access
  readonly #links = new Map<
    string,
    { readonly camera: Camera; readonly link: UplinkLink; readonly video: VideoUplink; readonly turn: number }
  >()
  #told = ''
  #turns = 0

  constructor(socket: EdgeSocket, hub: Hub, access: Access) {
    this.#socket = socket
    this.#hub = hub
    this.#access = access
    this.look()
  }

  hear(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') return
    const word = readBranchWord(data)
    if (word.type === 'spoken') this.#links.get(word.camera)?.link.hear(word.text)
    else if (word.type === 'watching') this.#access.watching.elsewhere(this.#name, word.viewings)
    else this.#access.audit.add(withoutNull(word.entry), word.entry.at)
  }

  /** Tells what has changed of links and cameras. To be called now and then. */
  look(): void {
    this.#reconcile()
    const cameras = [...this.#links].map(([id, { camera, turn }]) => {
      return { id, name: camera.name, repeats: camera.config.watch, turn }
    })
    const links = this.#access.links.filter((link): link is MadeLink => link.kind !== 'printed')
    const word: SiteWord = { type: 'site', links, cameras }
    const text = JSON.stringify(word)
    if (text === this.#told) return
    this.#told = text
    this.#send(text)
  }

  /** The connection is closed. May be called again. */
  over(): void {
    for (const id of [...this.#links.keys()]) this.#end(id)
    this.#access.watching.elsewhere(this.#name, [])
  }

  #reconcile(): void {
    for (const [id, { camera }] of this.#links) if (this.#hub.cameras.get(id) !== camera) this.#end(id)
    for (const [id, camera] of this.#hub.cameras) {
      if (this.#links.has(id)) continue
      const video = new VideoUplink({ camera, agent: this.#name, clock: CLOCK })
      const linking = { onReady: () => undefined, signal: new AbortController().signal }
      const link = new UplinkLink({ camera, video, jpeg: new JpegUplink(camera) }, linking, this.#line(id))
      this.#links.set(id, { camera, link, video, turn: ++this.#turns })
    }
  }

  #end(id: string): void {
    this.#links.get(id)?.link.over()
    this.#links.get(id)?.video.stop() // the next connection begins anew: nothing is to be kept for it
    this.#links.delete(id)
  }

  /** What an uplink takes for its connection: all cameras of a branch share one. */
  #line(camera: string): RelaySocket {
    return {
      waiting: 0, // as far as this runtime tells; how much is under way pongs say
      send: message => {
        if (typeof message === 'string') this.#say({ type: 'spoken', camera, text: message })
        else this.#send(message)
      },
      close: () => undefined,
      cut: () => this.#socket.close(1001, 'The branch is silent.'),
      closed: new Promise(() => undefined),
    }
  }

  #say(word: SiteWord): void {
    this.#send(JSON.stringify(word))
  }

  #send(message: string | Uint8Array): void {
    if (this.#socket.readyState === OPEN) this.#socket.send(message)
  }
}

type Entry = Extract<BranchWord, { type: 'audit' }>['entry']

function withoutNull({ event, detail, link, name, address }: Entry) {
  return {
    event,
    detail,
    ...(link !== null && { link }),
    ...(name !== null && { name }),
    ...(address !== null && { address }),
  }
}
