import type { Demand, Want } from '../../hub/demand.ts'
import type { Clock } from '../clock.ts'
import type { Verdict } from './captureEnd.ts'
import { type Expected, type Progress, Silence } from './silence.ts'

const POLL_MS = 250
/** A viewer who comes back for an encode that was dropped causes a restart. */
const UNWANTED_ENCODE_MS = 60_000

/** What was started. */
export interface RunFacts extends Expected {
  /** What FFmpeg was started for. */
  readonly running: ReadonlySet<Want>
  /** Whether 'video' in `running` is an encode of ours. */
  readonly encodes: boolean
}

/**
 * Watches one run of FFmpeg, and resolves when it should not go on as it is: nobody wants it, something else is wanted,
 * no picture comes (FFmpeg itself waits for ever on a silent camera), or `signal` aborts.
 *
 * FFmpeg can't drop an output while it runs, so what nobody wants any more costs a restart to be rid of. An H.264 encode
 * that nobody has wanted for 60 s is worth one: it costs a core, and JPEG viewers bear a gap. A JPEG encode is not, as all
 * who would see the gap watch HLS: one still of an H.264 or raw camera has it decoded and encoded at its full rate until
 * the run ends, with its last viewer or by a failure.
 */
export async function watchRun(
  progress: () => Progress,
  demand: Demand,
  facts: RunFacts,
  clock: Clock,
  signal: AbortSignal,
): Promise<Verdict> {
  const silence = new Silence(facts)
  const poll = poller(demand, clock, signal)
  let last = clock.now()
  let videoWantedAt = last
  for (;;) {
    await poll()
    if (signal.aborted) return { kind: 'stopped' }
    const now = clock.now()
    const wanted = demand.wanted()
    if (wanted.size === 0) return { kind: 'stopped' }
    if ([...wanted].some(want => !facts.running.has(want))) {
      return { kind: 'regrow', wanted: new Set([...facts.running, ...wanted]) }
    }
    if (wanted.has('video') || !facts.encodes) videoWantedAt = now
    if (now - videoWantedAt >= UNWANTED_ENCODE_MS) return { kind: 'regrow', wanted }
    // A machine that slept, or a busy event loop, is no silence of the camera: what it sent is still in the pipe.
    const seen = progress()
    const verdict = seen.verdict ?? silence.after(Math.min(now - last, 2 * POLL_MS), seen, wanted)
    if (verdict) return verdict
    last = now
  }
}

/** Waits for the next poll, or less when something is wanted earlier. Few waits are pending, however often it is asked. */
function poller(demand: Demand, clock: Clock, signal: AbortSignal): () => Promise<void> {
  let tick: Promise<void> | undefined
  let change: Promise<void> | undefined
  return async () => {
    tick ??= clock.sleep(POLL_MS, signal).then(() => {
      tick = undefined
    })
    change ??= demand.changed(signal).then(() => {
      change = undefined
    })
    await Promise.race([tick, change])
  }
}
