import { Waiters } from './waiters.ts'

/** What a viewer needs of a camera: H.264 for HLS, or JPEGs for MJPEG and stills. */
export type Want = 'video' | 'jpeg'

const WANTS: readonly Want[] = ['video', 'jpeg']

/** A viewer who asks again and again, for playlists or stills, is not gone between two requests. */
const RETURN_MS = 6_000

/** Who wants what of one camera: capture runs while something is wanted, and `idleSeconds` longer. */
export class Demand {
  readonly #idleMs: number
  readonly #keep: boolean
  readonly #holders = new Map<Want, number>(WANTS.map(want => [want, 0]))
  readonly #wantedUntil = new Map<Want, number>(WANTS.map(want => [want, Number.NEGATIVE_INFINITY]))
  readonly #changed = new Waiters()

  /** With `keep` everything is wanted for ever. */
  constructor(options: { idleSeconds: number; keep: boolean }) {
    this.#idleMs = options.idleSeconds * 1000
    this.#keep = options.keep
  }

  /** Connections that are open now. */
  get holders(): number {
    return WANTS.reduce((sum, want) => sum + (this.#holders.get(want) ?? 0), 0)
  }

  /** Wants something for as long as a connection lasts: call the returned function when it ends. */
  hold(want: Want): () => void {
    this.#holders.set(want, (this.#holders.get(want) ?? 0) + 1)
    this.touch(want)
    let held = true
    return () => {
      if (!held) return
      held = false
      this.#holders.set(want, (this.#holders.get(want) ?? 1) - 1)
      this.#lingers(want, this.#idleMs)
    }
  }

  /** Wants something as of now: one request of a viewer who comes back for the next. */
  touch(want: Want): void {
    this.#lingers(want, Math.max(this.#idleMs, RETURN_MS))
  }

  /** What is wanted at `now`, a time of performance.now(): the machine's clock may be set meanwhile. */
  wanted(now: number = performance.now()): ReadonlySet<Want> {
    return new Set(WANTS.filter(want => this.#keep || this.#isWanted(want, now)))
  }

  /** Resolves when somebody wants something, or when `signal` aborts. */
  changed(signal: AbortSignal): Promise<void> {
    return this.#changed.next(signal)
  }

  #lingers(want: Want, ms: number): void {
    const until = performance.now() + ms
    this.#wantedUntil.set(want, Math.max(until, this.#wantedUntil.get(want) ?? until))
    this.#changed.wake()
  }

  #isWanted(want: Want, now: number): boolean {
    if ((this.#holders.get(want) ?? 0) > 0) return true
    return now < (this.#wantedUntil.get(want) ?? Number.NEGATIVE_INFINITY)
  }
}
