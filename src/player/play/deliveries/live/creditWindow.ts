/** So many pictures may be under way: what two round trips on a phone network and a short stall of it take. */
const USUAL = 12
const LEAST = 3
const MOST = 40
/** A picture that took so much longer than the quickest did, in ms, has waited in a queue of the network. */
const QUEUED_MS = 250
const GROW_EACH_MS = 1000
const SHRINK_EACH_MS = 500

/**
 * How many pictures may be under way to us. Few, so that a thin network can't fill up with pictures that are old when they
 * come; more where nothing queues up and the server yet has to leave pictures out. Times in ms.
 */
export class CreditWindow {
  #window = USUAL
  #owed = 0
  #changedAt = Number.NEGATIVE_INFINITY

  /** Credits to give at first. */
  get opening(): number {
    return this.#window
  }

  /** Credits to give for a picture that was taken at `now`, `lateMs` later than the quickest. */
  taken(now: number, lateMs: number): number {
    if (lateMs > QUEUED_MS && now - this.#changedAt > SHRINK_EACH_MS) this.#shrink(now)
    if (this.#owed === 0) return 1
    this.#owed--
    return 0
  }

  /** The server left pictures out at `now`; gives credits more where the network, which is not full, can take them. */
  skipped(now: number, lateMs: number): number {
    if (lateMs > QUEUED_MS / 2) {
      this.#shrink(now)
      return 0
    }
    if (this.#window >= MOST || now - this.#changedAt < GROW_EACH_MS) return 0
    const more = Math.min(4, MOST - this.#window)
    this.#window += more
    this.#changedAt = now
    return more
  }

  #shrink(now: number): void {
    const less = Math.min(Math.ceil(this.#window / 3), this.#window - LEAST)
    this.#window -= less
    this.#owed += less
    this.#changedAt = now
  }
}
