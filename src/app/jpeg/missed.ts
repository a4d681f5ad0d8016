import type { Counts } from '../../hub/counts.ts'

/**
 * Counts what one MJPEG viewer misses because he can't take one more picture: of those that were due to him, all but the
 * newest. What `?fps=` leaves out was never due. Times are of performance.now().
 */
export class Missed {
  readonly #counts: Counts
  readonly #intervalMs: number
  #dueAt = 0
  #oneWaits = false

  /** `intervalMs` is from one picture that is due to the next; 0 where each is. */
  constructor(counts: Counts, intervalMs: number) {
    this.#counts = counts
    this.#intervalMs = intervalMs
  }

  /** He got the newest picture; the next is due at `dueAt`. */
  sent(dueAt: number): void {
    this.#dueAt = dueAt
    this.#oneWaits = false
  }

  /** A picture came at `now`, and he can't take it. */
  came(now: number): void {
    if (now < this.#dueAt - this.#intervalMs / 4) return
    this.#dueAt = Math.max(this.#dueAt + this.#intervalMs, now)
    if (this.#oneWaits) this.#counts.dropped++
    this.#oneWaits = true
  }
}
