/** Ticks per second of every video track that we write. */
export const VIDEO_TIMESCALE = 90_000
const SLOWER = 1.5
/** A camera that is silent for so long is started anew: what is further off is its clock. */
const FAR_OFF = 6 * VIDEO_TIMESCALE
/** Frames that arrive in a burst may share a millisecond; not so many. */
const STANDS_FOR = 25

/**
 * Places a source's millisecond stamps on one timeline that never goes back and has no holes: a gap that does not fit
 * into a part is closed, and stamps that jump or stand still are followed from there at an even pace. All values are 90 kHz ticks.
 */
export class VideoClock {
  /** The expected distance between two frames. */
  interval: number
  /** How often stamps were such as no camera gives whose clock is right: far off, or standing for long. */
  faults = 0
  readonly #start: number
  readonly #tolerance: number
  readonly #longest: number
  #offset: number | undefined
  #lastStamp = 0
  #wasSlower = false
  #standing = 0

  constructor(options: { start: number; framesPerSecond: number; partTarget: number }) {
    this.#start = options.start
    this.#longest = options.partTarget
    this.#tolerance = options.partTarget / 2
    this.interval = Math.min(Math.round(VIDEO_TIMESCALE / options.framesPerSecond), this.#longest)
  }

  /** Where a frame of this stamp belongs; `expected` is where it would come at an even pace. */
  place(stampMs: number, expected: number): number {
    const stamp = stampMs * (VIDEO_TIMESCALE / 1000)
    if (this.#offset === undefined) {
      this.#offset = this.#start - stamp
    } else {
      this.#learn(stamp - this.#lastStamp)
      const late = stamp + this.#offset - expected
      if (stamp <= this.#lastStamp || late > this.#tolerance || -late > this.#longest) {
        this.#offset -= late
      }
      this.#judge(stamp, late)
    }
    this.#lastStamp = stamp
    return stamp + this.#offset
  }

  /** Where another track's stamp belongs; undefined before the first frame. */
  secondsOf(stampMs: number): number | undefined {
    return this.#offset === undefined
      ? undefined
      : (stampMs * (VIDEO_TIMESCALE / 1000) + this.#offset) / VIDEO_TIMESCALE
  }

  #judge(stamp: number, late: number): void {
    this.#standing = stamp <= this.#lastStamp ? this.#standing + 1 : 0
    if (Math.abs(late) > FAR_OFF || (this.#standing > 0 && this.#standing % STANDS_FOR === 0)) this.faults++
  }

  #learn(distance: number): void {
    if (distance <= 0 || distance > VIDEO_TIMESCALE) return
    const isSlower = distance > SLOWER * this.interval
    // A camera that halves its rate in the dark is followed at once; a frame that was lost is not.
    const pace = isSlower && this.#wasSlower ? 2 : 16
    this.#wasSlower = isSlower
    this.interval = Math.min(Math.round(this.interval + (distance - this.interval) / pace), this.#longest)
  }
}
