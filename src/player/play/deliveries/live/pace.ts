/** How long transit times are remembered, in ms. */
const MEMORY_MS = 5_000
/** The share of pictures that are to be there when their time comes. */
const SHARE = 0.75
/** What comes in the first moments was held at the server until we came, and says nothing of the network. */
const JOINING_MS = 700
/** A picture is never held back longer than this. */
const MOST_MS = 250

/** The times that pictures took, from their capture until they were here: what they tell of the network. In ms. */
export class Pace {
  #transits: { readonly at: number; readonly ms: number }[] = []
  #firstAt: number | undefined
  #quickest = 0
  #spread = 0

  /** Takes note of a picture of `capturedAt` that came at `now`, on any two clocks that go at the same pace. */
  came(capturedAt: number, now: number): void {
    const ms = now - capturedAt
    this.#firstAt ??= now
    const known = now - this.#firstAt < JOINING_MS ? [] : this.#transits.filter(({ at }) => now - at < MEMORY_MS)
    this.#transits = [...known, { at: now, ms }]
    const sorted = this.#transits.map(transit => transit.ms).sort((one, other) => one - other)
    this.#quickest = sorted[0] ?? ms
    const usual = sorted[Math.min(sorted.length - 1, Math.floor(SHARE * sorted.length))] ?? ms
    this.#spread = Math.min(MOST_MS, usual - this.#quickest)
  }

  /** How much longer than the quickest most of them took: what a buffer has to hold. */
  get spreadMs(): number {
    return this.#spread
  }

  /** How much longer than the quickest this one took. */
  lateMs(capturedAt: number, now: number): number {
    return now - capturedAt - this.#quickest
  }

  /** When to show the picture of `capturedAt`, so that all come at an even pace; on the clock of `now`. */
  due(capturedAt: number): number {
    return capturedAt + this.#quickest + this.#spread
  }
}
