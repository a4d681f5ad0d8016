import { setTimeout as delay } from 'node:timers/promises'

/** Time as the agent sees it, so that a test can own it. */
export interface Clock {
  /** ms since some moment; never goes back, also when the machine's clock is set. */
  now(): number
  /** Resolves after `ms`, and at once when `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** The machine's own time. */
export const machineClock: Clock = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, { signal })
    } catch (error) {
      if (!signal.aborted) throw error
    }
  },
}
