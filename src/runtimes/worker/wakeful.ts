const TICK_MS = 1000

/** A tick each second, from each request on for as long as it is needed: what does not tick may sleep. */
export class Wakeful {
  readonly #isNeeded: () => boolean
  readonly #onRest: () => void
  readonly #ticks = new Set<() => void>()
  #timer: ReturnType<typeof setInterval> | undefined

  /** `onRest` is called when it is not needed any more. */
  constructor(isNeeded: () => boolean, onRest: () => void = () => undefined) {
    this.#isNeeded = isNeeded
    this.#onRest = onRest
  }

  /** Calls `tick` each second while awake, until the returned function is called. */
  each(tick: () => void): () => void {
    this.#ticks.add(tick)
    return () => this.#ticks.delete(tick)
  }

  wake(): void {
    this.#timer ??= setInterval(() => {
      for (const tick of this.#ticks) tick()
      if (this.#isNeeded()) return
      clearInterval(this.#timer)
      this.#timer = undefined
      this.#onRest()
    }, TICK_MS)
  }
}
