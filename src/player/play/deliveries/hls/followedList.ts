import type { Fetched } from './fetched.ts'
import { type Coming, coming } from './readPlaylist.ts'

/** Nobody has asked for a playlist for so long: it is not followed any more. */
const UNASKED_MS = 3000

/** How a list is followed. */
export interface Following {
  /** The list once it names the part with this id. */
  withPart(id: number, signal: AbortSignal): Promise<Fetched<string>>
  /** How many of these requests are to be under way. */
  ahead(next: Coming): number
  /** Called for each newer list, with what it and the one before said of what comes. */
  came(next: Coming, before: Coming | undefined): void
}

/** A media playlist that is followed for as long as somebody asks for it; `first` is the request that it begins with. */
export class FollowedList {
  readonly url: string
  readonly #following: Following
  readonly #stop = new AbortController()
  /** The ids of the parts with which playlists are asked for. */
  readonly #underWay = new Set<number>()
  #askedAt = performance.now()
  #newest: Fetched<string> | undefined
  #next: Coming | undefined
  #waiting: { resolve(got: Fetched<string>): void; reject(error: unknown): void } | undefined
  #failed: { readonly error: unknown } | undefined

  constructor(url: string, first: Promise<Fetched<string>>, following: Following) {
    this.url = url
    this.#following = following
    first.then(
      got => this.#came(got),
      error => this.#fail(error),
    )
  }

  /** The newest that was not handed out yet, now or when it comes. Throws as the requests do, and TypeError without a hint in it. */
  newer(): Promise<Fetched<string>> {
    const newest = this.#newest
    this.#newest = undefined
    this.#askedAt = performance.now()
    if (this.#failed) return Promise.reject(this.#failed.error)
    this.#goOn()
    return newest ? Promise.resolve(newest) : new Promise((resolve, reject) => (this.#waiting = { resolve, reject }))
  }

  close(): void {
    this.#stop.abort()
    this.#fail(new DOMException('The playlist is not followed any more.', 'AbortError'))
  }

  #came(got: Fetched<string>): void {
    const next = coming(got.body, got.url)
    if (!next) {
      this.#fail(new TypeError(`${got.url}: expected a hint at the next part.`))
      return
    }
    if (this.#next && next.nextPart <= this.#next.nextPart) return
    this.#following.came(next, this.#next)
    this.#next = next
    this.#goOn()
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting) waiting.resolve(got)
    else this.#newest = got
  }

  #goOn(): void {
    const next = this.#next
    if (!next || this.#stop.signal.aborted || performance.now() - this.#askedAt > UNASKED_MS) return
    for (const id of this.#underWay) if (id < next.nextPart) this.#underWay.delete(id)
    for (let id = next.nextPart; id < next.nextPart + this.#following.ahead(next); id++) {
      if (this.#underWay.has(id)) continue
      this.#underWay.add(id)
      this.#following.withPart(id, this.#stop.signal).then(
        got => this.#came(got),
        error => this.#fail(error),
      )
    }
  }

  #fail(error: unknown): void {
    this.#failed ??= { error }
    this.#waiting?.reject(error)
    this.#waiting = undefined
  }
}
