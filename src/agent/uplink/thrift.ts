/** How the line is, looked at now and then. Times in ms. */
export interface Look {
  readonly now: number
  /** How old the video is that goes out next. */
  readonly behindMs: number
  /** Since when nothing was seen to arrive at the other end. */
  readonly silentMs: number
  /** Bytes a second that the line carries, where that is known. */
  readonly carried: number | undefined
  /** Bytes a second of the full picture, where that is known. */
  needed(): number | undefined
}

/** Video that waits for longer is behind; for so long, and not catching up, it is more than the line carries. */
const BEHIND_MS = 1_000
const LOOKED_MS = 2_000
const CATCHING_UP = 0.9
/** A line on which nothing arrives is not thin, but dead, or about to come back. */
const DEAD_MS = 3_000
/** The full picture is tried again after so long, later each time that it did not last. */
const [SHORTEST_MS, LONGEST_MS] = [10_000, 300_000]
const LASTED_MS = 60_000
/** The line has to carry so much more than the full picture needs. */
const ROOM = 1.5

/**
 * Decides whether a line gets the full picture or the small one: the small one when video falls behind and does not catch up,
 * the full one when the small one has come without a wait for a while and the line has room to spare.
 */
export class Thrift {
  #thin = false
  #changedAt = Number.NEGATIVE_INFINITY
  #lookedAt = Number.NEGATIVE_INFINITY
  #wait = SHORTEST_MS
  #behind: { readonly since: number; readonly ms: number } | undefined

  /** The line gets the small picture. */
  get thin(): boolean {
    return this.#thin
  }

  /** Looks at the line; gives whether that changed what it gets. */
  look(look: Look): boolean {
    const { now } = look
    const before = this.#thin
    if (now - this.#lookedAt > LONGEST_MS) this.#forget()
    this.#lookedAt = now
    const change = this.#thin ? this.#hasRoom(look) : this.#isTooThin(look)
    if (!change) return this.#thin !== before
    if (!this.#thin) this.#wait = now - this.#changedAt < LASTED_MS ? Math.min(LONGEST_MS, 2 * this.#wait) : SHORTEST_MS
    this.#thin = !this.#thin
    this.#changedAt = now
    this.#behind = undefined
    return true
  }

  #isTooThin({ now, behindMs, silentMs }: Look): boolean {
    if (behindMs < BEHIND_MS || silentMs > DEAD_MS) {
      this.#behind = undefined
      return false
    }
    this.#behind ??= { since: now, ms: behindMs }
    if (now - this.#behind.since < LOOKED_MS) return false
    if (behindMs > CATCHING_UP * this.#behind.ms) return true
    this.#behind = { since: now, ms: behindMs }
    return false
  }

  #hasRoom({ now, behindMs, carried, needed }: Look): boolean {
    if (behindMs >= BEHIND_MS) this.#changedAt = now
    if (now - this.#changedAt < this.#wait) return false
    const needs = needed()
    return carried === undefined || needs === undefined || carried >= ROOM * needs
  }

  #forget(): void {
    this.#thin = false
    this.#wait = SHORTEST_MS
    this.#behind = undefined
  }
}
