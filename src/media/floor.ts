/** The least of the values of the last one to two buckets of time: what something takes when nothing is in its way. */
export class Floor {
  readonly #bucketMs: number
  #since = Number.NEGATIVE_INFINITY
  #before = Number.POSITIVE_INFINITY
  #now = Number.POSITIVE_INFINITY

  constructor(bucketMs: number) {
    this.#bucketMs = bucketMs
  }

  /** Undefined before the first. */
  get least(): number | undefined {
    const least = Math.min(this.#before, this.#now)
    return Number.isFinite(least) ? least : undefined
  }

  /** Takes a value that was measured at `now`, in ms of any clock, also one that is set back. */
  take(value: number, now: number): void {
    if (Math.abs(now - this.#since) >= this.#bucketMs) {
      this.#before = this.#now
      this.#now = Number.POSITIVE_INFINITY
      this.#since = now
    }
    this.#now = Math.min(this.#now, value)
  }

  /** What was taken says nothing any more. */
  forget(): void {
    this.#before = this.#now = Number.POSITIVE_INFINITY
  }
}
