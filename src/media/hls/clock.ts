/** Ticks per second of every video track that we write. */
export const VIDEO_TIMESCALE = 90_000

/**
 * Places a source's millisecond stamps on one timeline that never goes back and has no holes: a gap that does not fit
 * into a part is closed, and stamps that jump or stand still are followed from there at an even pace. All values are 90 kHz ticks.
 */
export class VideoClock {
  /** The expected distance between two frames. */
  interval: number
  readonly #start: number
  readonly #tolerance: number
  readonly #longest: number
  #offset: number | undefined
  #lastStamp = 0

  constructor(options: { start: number; framesPerSecond: number; partTarget: number }) {
    this.#start = options.start
    this.#longest = options.partTarget
    this.#tolerance = options.partTarget / 2
    this.interval = Math.min(Math.round(VIDEO_TIMESCALE / options.framesPerSecond), this.#longest)
  }

  /** Where a frame of this stamp belongs, at `earliest` or later; `expected` is where it would come at an even pace. */
  place(stampMs: number, earliest: number, expected: number): number {
    const stamp = stampMs * (VIDEO_TIMESCALE / 1000)
    if (this.#offset === undefined) {
      this.#offset = this.#start - stamp
    } else {
      this.#learn(stamp - this.#lastStamp)
      const late = stamp + this.#offset - expected
      if (stamp <= this.#lastStamp || Math.abs(late) > this.#tolerance) this.#offset -= late
    }
    this.#lastStamp = stamp
    return Math.max(stamp + this.#offset, earliest)
  }

  /** Where another track's stamp belongs; undefined before the first frame. */
  secondsOf(stampMs: number): number | undefined {
    return this.#offset === undefined
      ? undefined
      : (stampMs * (VIDEO_TIMESCALE / 1000) + this.#offset) / VIDEO_TIMESCALE
  }

  #learn(distance: number): void {
    if (distance <= 0 || distance > VIDEO_TIMESCALE) return
    this.interval = Math.min(Math.round(this.interval + (distance - this.interval) / 16), this.#longest)
  }
}
