import { median } from '../median.ts'

/** The newest picture on the glass. */
export interface Painted {
  /** How long ago something new was painted, in ms. */
  readonly stillMs: number
  /** When the camera took it, ms since the epoch on the server's clock; undefined when the delivery cannot tell. */
  readonly capturedAt?: number
  /** How old pictures were lately when they were painted, in ms: the median. */
  readonly behindMs?: number
  /** From one picture of the camera to the next in ms, as it was lately: the median. */
  readonly frameMs?: number
  /** Two different pictures have come from the same delivery: it moves. A poster never moves. */
  readonly moving: boolean
}

/** A picture as it is painted. */
export interface Painting {
  readonly capturedAt?: number | undefined
  /** The number that the server gave it, where the delivery tells. */
  readonly sequence?: number | undefined
  readonly moving: boolean
}

/** What is known of a picture that is new. */
export interface NewPicture {
  /** From its capture until it was painted, in ms. */
  readonly delayMs?: number
}

/** The time of day, and one that nobody can set: each in ms. The second may stand while a machine sleeps. */
export interface Moment {
  readonly wall: number
  readonly steady: number
}

/** A picture that is so much older than the newest is none that was held there: the server's clock was set. */
const CLOCK_SET_MS = 20_000
/** So many pauses between two pictures tell how slow a camera is. */
const GAPS = 5
/** How old pictures were is remembered for so long. */
const LATELY_MS = 2000

/** What was painted lately. `offset` is what is to be added to this device's time of day to have the server's. */
export class Paintings {
  readonly #now: () => Moment
  #newest: Painting | undefined
  #at: Moment | undefined
  #gaps: readonly number[] = []
  #ages: { readonly steady: number; readonly ms: number }[] = []

  constructor(now: () => Moment = momentNow) {
    this.#now = now
  }

  /**
   * A picture is on the glass; says of a new one how long it took. What was there before, or is older, as after a delivery
   * has begun anew with what the server holds, does not show that the camera gives any: undefined.
   */
  paint(painting: Painting, offset: number): NewPicture | undefined {
    const { capturedAt } = painting
    const before = this.#newest
    const now = this.#now()
    if (before?.moving && !isNewer(capturedAt, before.capturedAt)) return undefined
    this.#gaps = [...this.#gaps, ...gapBetween(before, painting)].slice(-GAPS)
    // A newer one than what moved moves, also when it is the first that another delivery brings.
    this.#newest = { ...painting, moving: painting.moving || before?.moving === true }
    this.#at = now
    const known = this.#ages.filter(({ steady }) => now.steady - steady < LATELY_MS)
    const ms = capturedAt === undefined ? undefined : Math.max(0, now.wall + offset - capturedAt)
    this.#ages = ms === undefined ? known : [...known, { steady: now.steady, ms }]
    return { ...(ms === undefined ? {} : { delayMs: ms }) }
  }

  /** Nothing is on the glass. */
  clear(): void {
    this.#newest = undefined
  }

  /** What is on the glass, as it is now. */
  get painted(): Painted | undefined {
    if (!this.#newest || !this.#at) return undefined
    const { capturedAt, moving } = this.#newest
    const behindMs = median(this.#ages.map(({ ms }) => ms))
    const frameMs = median(this.#gaps)
    return {
      stillMs: since(this.#at, this.#now()),
      moving,
      ...(capturedAt === undefined ? {} : { capturedAt }),
      ...(behindMs === undefined ? {} : { behindMs }),
      ...(frameMs === undefined ? {} : { frameMs }),
    }
  }
}

/** By whichever clock more time has passed: one stands while the machine sleeps, and somebody may set the other back. */
function since(before: Moment, now: Moment): number {
  return Math.max(now.wall - before.wall, now.steady - before.steady)
}

function isNewer(capturedAt: number | undefined, before: number | undefined): boolean {
  if (capturedAt === undefined || before === undefined) return true
  return capturedAt > before || before - capturedAt > CLOCK_SET_MS
}

// Where pictures have numbers, those that were left out for us are no pause of the camera.
function gapBetween(before: Painting | undefined, now: Painting): number[] {
  if (before?.capturedAt === undefined || now.capturedAt === undefined) return []
  if (now.sequence !== undefined && now.sequence !== (before.sequence ?? now.sequence) + 1) return []
  const gap = now.capturedAt - before.capturedAt
  return gap > 0 && gap < CLOCK_SET_MS ? [gap] : []
}

function momentNow(): Moment {
  return { wall: Date.now(), steady: performance.now() }
}
