import type { Run } from '../../hub/run.ts'
import type { Clock } from '../clock.ts'

/** How long the pictures of one run have been coming. */
export class Health {
  readonly #run: Run
  readonly #onFirst: () => void
  readonly #clock: Clock
  #first: number | undefined
  #last = 0
  #frames = 0

  constructor(run: Run, clock: Clock, onFirst: () => void) {
    this.#onFirst = onFirst
    this.#run = run
    this.#clock = clock
  }

  /** From the first picture to the newest. */
  get ms(): number {
    return this.#first === undefined ? 0 : this.#last - this.#first
  }

  /** Calls `push`, which hands bytes to the run, and sees whether they held a picture. */
  take(push: () => void): void {
    push()
    if (this.#run.frames === this.#frames) return
    this.#frames = this.#run.frames
    this.#last = this.#clock.now()
    if (this.#first !== undefined) return
    this.#first = this.#last
    this.#onFirst()
  }
}
