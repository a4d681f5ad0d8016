import type { Access } from '../../../access/access.ts'
import type { Hub } from '../../../hub/hub.ts'
import { PING, PONG } from '../../../hub/relay/messages.ts'
import { pairOfSockets } from '../platform.ts'
import { reply, upgraded } from '../sockets.ts'
import { Feed } from './feed.ts'

/** A site's branches that are connected now. */
export class Feeds {
  readonly #hub: Hub
  readonly #access: Access
  readonly #feeds = new Set<Feed>()

  constructor(hub: Hub, access: Access) {
    this.#hub = hub
    this.#access = access
  }

  /** Answers a branch that asks for its WebSocket: it shows the code for publishing, which nobody else has who comes so far. */
  async open(request: Request): Promise<Response> {
    const code = request.headers.get('Authorization')?.replace('Bearer ', '') ?? ''
    const entry = await this.#access.byCode(code)
    if (entry.kind !== 'pass' || entry.pass.link !== 'relay') return new Response(null, { status: 403 })
    const { 0: client, 1: socket } = pairOfSockets()
    socket.accept()
    const feed = new Feed(socket, this.#hub, this.#access)
    this.#feeds.add(feed)
    const over = () => {
      this.#feeds.delete(feed)
      feed.over()
    }
    socket.addEventListener('message', ({ data }) => {
      if (data === PING) socket.send(PONG)
      else feed.hear(data)
    })
    socket.addEventListener('close', close => {
      reply(socket, close)
      over()
    })
    socket.addEventListener('error', over)
    return new Response(null, upgraded(client))
  }

  /** Tells the branches what has changed. To be called now and then. */
  look(): void {
    for (const feed of this.#feeds) feed.look()
  }
}
