import { Floor } from '../../../../media/floor.ts'

/** What may be under way before anything is known of the line, in bytes: a keyframe goes out, and little behind it. */
export const OPENING_BYTES = 32 << 10
const LEAST_BYTES = 8 << 10
/** Answers are asked for so often, at first more often. */
const [EACH_MS, FIRST_MS, FIRST] = [500, 200, 5]
const RATE_MS = 1000
/** The shortest round trip of the last half to whole minute counts. */
const FLOOR_MS = 30_000
/** A line that takes so much longer than it can, twice in a row, is full; one that takes less than the other is not. */
const [FULL_MS, FREE_MS] = [150, 60]
/** What may wait on a line that is full. */
const SPARE_MS = 80
/** What a line that is not full may have to take at once: what comes of the stream while it stands. */
const STALL_MS = 400
const GROWTH = 1.5

/**
 * The way from the server to us: how long it takes, how many bytes a second it brings, and how many may be under way, so that
 * nothing waits on it for long. That follows what it carries in a round trip; a line that is not full gets more. Times in ms.
 */
export class Line {
  readonly #roundTrips = new Floor(FLOOR_MS)
  #came: { readonly at: number; readonly bytes: number }[] = []
  #largest = 0
  #most = OPENING_BYTES
  #askedAt: number | undefined
  #nextAt = 0
  #fullInARow = 0
  #answers = 0

  /** The connection took so long to open: that was two round trips at least. */
  opened(ms: number, now: number): void {
    this.#roundTrips.take(ms / 2, now)
  }

  /** How many bytes of pictures may be under way. */
  get most(): number {
    return Math.round(this.#most)
  }

  /** Bytes of the last second. */
  rate(now: number): number {
    this.#came = this.#came.filter(({ at }) => now - at < RATE_MS)
    return this.#came.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** So many bytes came in one message. */
  came(bytes: number, now: number): void {
    this.#came.push({ at: now, bytes })
    this.#largest = Math.max(bytes, 0.99 * this.#largest)
  }

  /** Whether it is time to ask for an answer, to measure the round trip. What is asked carries `now`. */
  asks(now: number): boolean {
    if (this.#askedAt !== undefined) {
      this.#judge(now - this.#askedAt, now)
      return false
    }
    if (now < this.#nextAt) return false
    this.#askedAt = now
    return true
  }

  /** The answer came to what was asked at `at`. */
  answered(at: number, now: number): void {
    if (at !== this.#askedAt) return
    this.#askedAt = undefined
    this.#nextAt = at + (++this.#answers < FIRST ? FIRST_MS : EACH_MS)
    this.#roundTrips.take(now - at, now)
    const waited = now - at - this.#shortest
    this.#fullInARow = waited > FULL_MS ? this.#fullInARow + 1 : 0
    if (this.#fullInARow > 1) this.#narrow(now)
    else if (waited < FREE_MS) this.#widen(now)
  }

  get #shortest(): number {
    return this.#roundTrips.least ?? 0
  }

  /** An answer that is so late need not be waited for. */
  #judge(sinceAsked: number, now: number): void {
    if (sinceAsked - this.#shortest > 3 * FULL_MS) this.#narrow(now)
  }

  #narrow(now: number): void {
    const carried = (this.rate(now) * (this.#shortest + SPARE_MS)) / 1000
    this.#most = Math.max(LEAST_BYTES, Math.min(this.#most, carried))
  }

  #widen(now: number): void {
    const enough = 2 * this.#largest + (this.rate(now) * (this.#shortest + STALL_MS)) / 1000
    this.#most = Math.max(LEAST_BYTES, Math.min(this.#most * GROWTH, Math.max(enough, OPENING_BYTES)))
  }
}
