/** So many pictures may be under way at first: what a round trip takes at a moderate rate. */
const USUAL = 3
const LEAST = 1
const MOST = 8
/** A picture that took so much longer than the quickest did, in ms, has waited in a queue of the network. */
const QUEUED_MS = 200
const GROW_EACH_MS = 1000
const SHRINK_EACH_MS = 500

/**
 * How many JPEGs may be under way to us: one where they queue up, so that a thin network brings fewer but never old ones;
 * more where it has room. Times in ms.
 */
export class JpegCredits {
  #window = USUAL
  #owed = 0
  #changedAt = Number.NEGATIVE_INFINITY

  /** Credits to give at first. */
  get opening(): number {
    return this.#window
  }

  /** Credits to give for a picture that came at `now`, `lateMs` later than the quickest. */
  taken(now: number, lateMs: number): number {
    const since = now - this.#changedAt
    if (lateMs > QUEUED_MS && since > SHRINK_EACH_MS && this.#window > LEAST) {
      const less = Math.ceil((this.#window - LEAST) / 2)
      this.#window -= less
      this.#owed += less
      this.#changedAt = now
    } else if (lateMs < QUEUED_MS / 2 && since > GROW_EACH_MS && this.#window < MOST) {
      this.#window++
      this.#changedAt = now
      return 2
    }
    if (this.#owed === 0) return 1
    this.#owed--
    return 0
  }
}
