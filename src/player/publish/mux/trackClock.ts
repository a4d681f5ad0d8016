/**
 * Turns a track's own times into times of this page's clock, in ms. Where a browser counts from differs between picture and
 * sound; when a frame came here tells. The least delay that was seen is believed, and times never go back.
 */
export class TrackClock {
  #offset = Number.POSITIVE_INFINITY
  #last = Number.NEGATIVE_INFINITY

  /** A frame with this time came at `now`. */
  note(timestampMs: number, now: number): void {
    this.#offset = Math.min(this.#offset, now - timestampMs)
  }

  /** When the frame with this time was taken; at least a ms after the one before. */
  at(timestampMs: number): number {
    this.#last = Math.max(this.#last + 1, timestampMs + this.#offset)
    return this.#last
  }
}
