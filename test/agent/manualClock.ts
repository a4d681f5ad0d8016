import type { Clock } from '../../src/agent/clock.ts'

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** A clock that a test owns: it stands still until the test advances it. */
export class ManualClock implements Clock {
  #now = 0
  #sleepers: Sleeper[] = []

  now(): number {
    return this.#now
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const wake = () => {
        signal.removeEventListener('abort', wake)
        resolve()
      }
      if (signal.aborted) return resolve()
      signal.addEventListener('abort', wake)
      this.#sleepers.push({ at: this.#now + ms, wake })
    })
  }

  /** Lets `ms` pass, waking sleepers in the order of their times and letting each do its work. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    for (;;) {
      await settled()
      const next = this.#sleepers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#sleepers.splice(this.#sleepers.indexOf(next), 1)
      this.#now = Math.max(this.#now, next.at)
      next.wake()
    }
    this.#now = end
  }
}

function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
