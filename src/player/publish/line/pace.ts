/** Later than this the picture gets thriftier; later than that none is sent until all is taken. In ms. */
const LATE_MS = 350
const TOO_LATE_MS = 1200
/** So long may pass between two changes, downwards and up. */
const DOWN_MS = 1000
const UP_MS = 4000
const LEAST_BITRATE = 150_000

/** How many bits a second a line gets: fewer when what was sent is late, slowly more again when it is not. */
export class Pace {
  readonly #most: number
  #bitrate: number
  #changedAt = 0
  #pausing = false

  /** `most` is the bitrate of a good line, and the first. */
  constructor(most: number) {
    this.#most = most
    this.#bitrate = most
  }

  get bitrate(): number {
    return this.#bitrate
  }

  /** Nothing is to be sent, not even encoded: it would only be late. The next picture has to be a keyframe then. */
  get pausing(): boolean {
    return this.#pausing
  }

  /** Takes how late what is on its way is at `now`. */
  note(lateMs: number, now: number): void {
    this.#pausing = lateMs > (this.#pausing ? LATE_MS / 2 : TOO_LATE_MS)
    if (lateMs > LATE_MS) this.#change(now, DOWN_MS, Math.max(LEAST_BITRATE, this.#bitrate * 0.65))
    else if (lateMs < LATE_MS / 3) this.#change(now, UP_MS, Math.min(this.#most, this.#bitrate * 1.25))
  }

  #change(now: number, everyMs: number, bitrate: number): void {
    if (now - this.#changedAt < everyMs || bitrate === this.#bitrate) return
    this.#changedAt = now
    this.#bitrate = Math.round(bitrate)
  }
}
