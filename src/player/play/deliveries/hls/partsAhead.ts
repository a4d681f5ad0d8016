import { type Fetched, fetchBytes, fetchText } from './fetched.ts'
import { FollowedList } from './followedList.ts'
import { HeldParts } from './heldParts.ts'
import { beginning, type Coming } from './readPlaylist.ts'

/** How answers are got; a test has its own. */
export interface Gets {
  text(url: string, signal: AbortSignal): Promise<Fetched<string>>
  bytes(url: string, signal: AbortSignal): Promise<Fetched<ArrayBuffer>>
}

/** So many parts that came into being between two playlists are fetched side by side; hls.js asks for others in turn. */
const MOST_MISSED = 4
/** A link that is so busy has nothing to spare. */
const BUSY_SHARE = 0.8

/**
 * Asks for playlists and parts before hls.js does. hls.js asks for a part when it has read the playlist that names it, and
 * for the next playlist then: each part costs a round trip and a half. Here the next playlist and the hinted part are
 * waiting at the server when they come into being, on a long way also those behind them, so that each costs half a round trip.
 */
export class PartsAhead {
  readonly #gets: Gets
  /** How many requests of a kind may be under way: HTTP/1.1 has six connections for all. */
  readonly #most: number
  readonly #stop = new AbortController()
  readonly #parts: HeldParts
  readonly #early = new Map<string, Promise<Fetched<string>>>()
  #list: FollowedList | undefined
  #begun = false
  #roundTripMs = Number.POSITIVE_INFINITY

  constructor({ most, gets = { text: fetchText, bytes: fetchBytes } }: { most: number; gets?: Gets }) {
    this.#most = most
    this.#gets = gets
    this.#parts = new HeldParts(gets.bytes)
  }

  /** Asks for what a player begins with, before there is one: the multivariant playlist and, of `media`, the newest. */
  begin(multivariant: string, media: string): void {
    const early = this.#text(multivariant)
    early.catch(() => undefined) // the player is told when it asks
    this.#early.set(multivariant, early)
    this.#list = this.#openList(media)
  }

  /** A multivariant playlist. Throws as the gets do. */
  text(url: string): Promise<Fetched<string>> {
    const early = this.#early.get(url)
    this.#early.delete(url)
    return early ?? this.#text(url)
  }

  /** The newest media playlist that was not handed out yet, now or when it comes. Throws as the gets do. */
  async playlist(asked: string): Promise<Fetched<string>> {
    const url = withoutDirectives(asked)
    if (this.#list?.url !== url) {
      this.#closeList()
      this.#list = this.#openList(url)
    }
    const list = this.#list
    try {
      const got = await list.newer()
      // Later on a player that changes to another list is where it is to be already.
      const body = this.#begun ? got.body : beginning(got.body)
      this.#begun = true
      return { ...got, body }
    } catch (error) {
      if (this.#list === list) this.#closeList()
      throw error
    }
  }

  /** A part, a segment or an init. Throws as the gets do. */
  bytes(url: string): Promise<Fetched<ArrayBuffer>> {
    return this.#parts.take(url)
  }

  /** Nearly all the time something is coming: the link is thinner than the stream. */
  get busy(): boolean {
    return this.#parts.busyShare(performance.now()) > BUSY_SHARE
  }

  /** Ends all that is under way. */
  close(): void {
    this.#stop.abort()
    this.#closeList()
    this.#parts.drop(true)
  }

  #openList(url: string): FollowedList {
    return new FollowedList(url, this.#text(url), {
      withPart: (id, signal) => this.#gets.text(withPart(url, id), signal),
      ahead: next => this.#ahead(next),
      came: (next, before) => this.#fetchAhead(next, before),
    })
  }

  #closeList(): void {
    this.#list?.close()
    this.#list = undefined
    this.#parts.drop()
  }

  /** So many requests have to be under way that one is always waiting at the server. */
  #ahead({ partSeconds }: Coming): number {
    return Math.min(this.#most, 1 + Math.ceil(this.#roundTripMs / 1000 / partSeconds))
  }

  #fetchAhead(next: Coming, before: Coming | undefined): void {
    if (!before) for (const url of [next.init, ...next.newest]) this.#parts.fetch(url)
    const from = Math.max(before?.nextPart ?? next.nextPart, next.nextPart - MOST_MISSED)
    for (let id = from; id < next.nextPart + this.#ahead(next); id++) this.#parts.fetch(next.urlOfPart(id))
  }

  /** Not waited for at the server: how long it took is a round trip. */
  async #text(url: string): Promise<Fetched<string>> {
    const got = await this.#gets.text(url, this.#stop.signal)
    this.#roundTripMs = Math.min(this.#roundTripMs, got.endAt - got.askedAt)
    return got
  }
}

function withoutDirectives(address: string): string {
  const url = new URL(address)
  for (const name of [...url.searchParams.keys()]) if (name.startsWith('_HLS_')) url.searchParams.delete(name)
  return url.href
}

function withPart(address: string, id: number): string {
  const url = new URL(address)
  url.searchParams.set('part', String(id))
  return url.href
}
