import { type Clock, machineClock } from '../../clock.ts'
import { AgentError } from '../../error.ts'
import type { MeasuredWay } from './measure.ts'
import { boundOf, whatStatusSays, whyFailed } from './probe.ts'

const TRY_MS = 5000
const PAUSE_MS = 500

/**
 * Waits until the program answers at its public address: a new name is not known everywhere at once. Throws AgentError
 * `unreachable` with what happened last when it does not within `ms`.
 */
export async function reach(way: MeasuredWay, ms: number, clock: Clock = machineClock): Promise<void> {
  const until = clock.now() + ms
  for (;;) {
    const why = await whyNot(way)
    if (why === undefined) return
    if (clock.now() >= until) throw new AgentError('unreachable', `${way.url} can't be reached: ${why}.`)
    await clock.sleep(PAUSE_MS, way.signal)
    way.signal.throwIfAborted()
  }
}

async function whyNot(way: MeasuredWay): Promise<string | undefined> {
  const bound = boundOf(way, TRY_MS)
  try {
    const { ok, status, body } = await way.fetch(`${way.url}/healthz`, { signal: bound })
    await body?.cancel()
    return ok ? undefined : `it ${whatStatusSays(status)}`
  } catch (error) {
    way.signal.throwIfAborted()
    return bound.aborted ? `nothing came within ${TRY_MS / 1000} s` : whyFailed(error)
  }
}
