const CAMERA = { shortestMs: 500, longestMs: 15_000 }
const JITTER = 0.2

/** How long to wait before the next try: doubling, each a fifth more or less so that many do not try at once. */
export class BackOff {
  readonly #random: () => number
  readonly #bounds: { readonly shortestMs: number; readonly longestMs: number }
  #ms: number

  /** `random` gives numbers from 0 to 1. The bounds are a camera's where none are given: 0.5 s to 15 s. */
  constructor(random: () => number = Math.random, bounds = CAMERA) {
    this.#random = random
    this.#bounds = bounds
    this.#ms = bounds.shortestMs
  }

  /** The wait before the next try in ms; the one after will be twice as long. */
  next(): number {
    const ms = this.#ms
    this.#ms = Math.min(2 * ms, this.#bounds.longestMs)
    return ms * (1 + JITTER * (2 * this.#random() - 1))
  }

  /** To be called after sustained health, not after a start. */
  reset(): void {
    this.#ms = this.#bounds.shortestMs
  }
}
