import type { WSContext } from 'hono/ws'
import type { Outlet } from '../viewer.ts'

/** Bytes that may wait in the connection before its cameras take turns. */
const MOST_WAITING = 128 * 1024
const TURN_EACH_MS = 10

/**
 * What the cameras of one connection share: while it is full nothing more is sent, and when there is room again each of
 * those who wait sends one message in turn. So no camera starves another, and a viewer who reads nothing costs what the
 * connection holds, however many credits he has given. Where the runtime does not tell what waits there is no limit here.
 */
export class Line {
  readonly #socket: WSContext
  /** Who waits for his turn, in this order. */
  readonly #waiting = new Set<Place>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(socket: WSContext) {
    this.#socket = socket
  }

  /** A way out for one camera; `offer` is called when it may send. */
  outlet(offer: () => void): Outlet & { close(): void } {
    return new Place({
      offer,
      send: message => this.#socket.send(message),
      isFull: () => this.#waiting.size > 0 || this.#isFull(),
      wait: place => this.#wait(place),
      leave: place => this.#waiting.delete(place),
    })
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#waiting.clear()
  }

  #wait(place: Place): void {
    this.#waiting.add(place)
    this.#timer ??= setTimeout(() => this.#turns(), TURN_EACH_MS)
  }

  #turns(): void {
    for (const place of this.#waiting) {
      if (this.#isFull()) break
      this.#waiting.delete(place) // who has more to send goes to the end
      place.turn()
    }
    this.#timer = this.#waiting.size > 0 ? setTimeout(() => this.#turns(), TURN_EACH_MS) : undefined
  }

  #isFull(): boolean {
    const waiting: unknown = Reflect.get(Object(this.#socket.raw), 'bufferedAmount')
    return typeof waiting === 'number' && waiting >= MOST_WAITING
  }
}

/** What one place in the line needs of it. */
interface Ways {
  offer(): void
  send(message: string | Uint8Array<ArrayBuffer>): void
  isFull(): boolean
  wait(place: Place): void
  leave(place: Place): void
}

class Place implements Outlet {
  readonly #ways: Ways
  /** How many messages may still go out in this turn; undefined while it has none. */
  #left: number | undefined

  constructor(ways: Ways) {
    this.#ways = ways
  }

  get full(): boolean {
    const full = this.#left === undefined ? this.#ways.isFull() : this.#left === 0
    if (full) this.#ways.wait(this)
    return full
  }

  send(message: string | Uint8Array<ArrayBuffer>): void {
    this.#ways.send(message)
    if (this.#left !== undefined && typeof message !== 'string') this.#left--
  }

  turn(): void {
    this.#left = 1
    try {
      this.#ways.offer()
    } finally {
      this.#left = undefined
    }
  }

  close(): void {
    this.#ways.leave(this)
  }
}
