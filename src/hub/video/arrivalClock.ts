import { Floor } from '../../media/floor.ts'

const BUCKET_MS = 10_000
/** A packet is not so late: the stamps went back. */
const JUMP_MS = 5_000
/** Nothing is taken for held up longer than this: the stamps may be wrong. */
const MOST_HELD_UP_MS = 1_500

/**
 * Learns when a stream's stamps were, by when its packets came: of the last 10 to 20 seconds the one that came soonest was
 * delayed least. So it follows a sender whose clock runs a little fast or slow.
 */
export class ArrivalClock {
  readonly #origins = new Floor(BUCKET_MS)

  /** The time of day of the stamp 0 in ms since 1970; undefined while nothing has come. */
  get origin(): number | undefined {
    return this.#origins.least
  }

  /** When a packet of this stamp (ms) that was taken was captured, in ms since 1970: later ones may have been held up less. */
  capturedAt(stampMs: number, arrivedAt: number): number {
    return Math.max(arrivedAt - MOST_HELD_UP_MS, (this.origin ?? arrivedAt - stampMs) + stampMs)
  }

  /** A packet of this stamp (ms) came at `arrivedAt`, ms since 1970. */
  take(stampMs: number, arrivedAt: number): void {
    const origin = arrivedAt - stampMs
    if (origin > (this.origin ?? origin) + JUMP_MS) this.#origins.forget()
    this.#origins.take(origin, arrivedAt)
  }
}
