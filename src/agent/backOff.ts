const SHORTEST_MS = 500
const LONGEST_MS = 15_000
const JITTER = 0.2

/** How long to wait before the next try: 0.5 s, doubling to 15 s, each a fifth more or less so that cameras spread. */
export class BackOff {
  readonly #random: () => number
  #ms = SHORTEST_MS

  /** `random` gives numbers from 0 to 1. */
  constructor(random: () => number = Math.random) {
    this.#random = random
  }

  /** The wait before the next try in ms; the one after will be twice as long. */
  next(): number {
    const ms = this.#ms
    this.#ms = Math.min(2 * ms, LONGEST_MS)
    return ms * (1 + JITTER * (2 * this.#random() - 1))
  }

  /** To be called after sustained health, not after a start. */
  reset(): void {
    this.#ms = SHORTEST_MS
  }
}
