const BUCKET_MS = 30_000

/** The least of the values of the last half to whole minute: what something takes when nothing is in its way. */
export class Floor {
  #since = Number.NEGATIVE_INFINITY
  #before = Number.POSITIVE_INFINITY
  #now = Number.POSITIVE_INFINITY

  /** Undefined before the first. */
  get least(): number | undefined {
    const least = Math.min(this.#before, this.#now)
    return Number.isFinite(least) ? least : undefined
  }

  /** Takes a value that was measured at `now`, in ms. */
  take(value: number, now: number): void {
    if (now - this.#since >= BUCKET_MS) {
      this.#before = this.#now
      this.#now = Number.POSITIVE_INFINITY
      this.#since = now
    }
    this.#now = Math.min(this.#now, value)
  }
}
