/** Lets any number of waiters sleep until something changes. */
export class Waiters {
  #waiting = new Set<() => void>()

  /** Wakes all who wait now. */
  wake(): void {
    const woken = this.#waiting
    this.#waiting = new Set()
    for (const resolve of woken) resolve()
  }

  /** Resolves at the next wake, and also when `signal` aborts. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      if (signal.aborted) return resolve()
      const done = () => {
        signal.removeEventListener('abort', done)
        this.#waiting.delete(done)
        resolve()
      }
      signal.addEventListener('abort', done)
      this.#waiting.add(done)
    })
  }

  /** Resolves with true once `ready()` holds, with false when `signal` aborts first. */
  async until(ready: () => boolean, signal: AbortSignal): Promise<boolean> {
    while (!ready()) {
      if (signal.aborted) return false
      await this.next(signal)
    }
    return true
  }
}
