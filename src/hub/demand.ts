import { Waiters } from './waiters.ts'

/** What a viewer needs of a camera: H.264 for HLS, or JPEGs for MJPEG and stills. */
export type Want = 'video' | 'jpeg'

const WANTS: readonly Want[] = ['video', 'jpeg']

/** Who wants what of one camera: capture runs while something is wanted, and `idleSeconds` longer. */
export class Demand {
  readonly #idleMs: number
  readonly #keep: boolean
  readonly #holders = new Map<Want, number>(WANTS.map(want => [want, 0]))
  readonly #lastWanted = new Map<Want, number>(WANTS.map(want => [want, Number.NEGATIVE_INFINITY]))
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
      this.touch(want)
    }
  }

  /** Wants something as of now: one request of a viewer who comes back for the next. */
  touch(want: Want): void {
    this.#lastWanted.set(want, Date.now())
    this.#changed.wake()
  }

  /** What is wanted at `now` (ms since 1970). */
  wanted(now: number = Date.now()): ReadonlySet<Want> {
    return new Set(WANTS.filter(want => this.#keep || this.#isWanted(want, now)))
  }

  /** Resolves when somebody wants something, or when `signal` aborts. */
  changed(signal: AbortSignal): Promise<void> {
    return this.#changed.next(signal)
  }

  #isWanted(want: Want, now: number): boolean {
    if ((this.#holders.get(want) ?? 0) > 0) return true
    return now - (this.#lastWanted.get(want) ?? Number.NEGATIVE_INFINITY) < this.#idleMs
  }
}
