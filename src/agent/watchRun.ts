import type { Demand, Want } from '../hub/demand.ts'
import type { Verdict } from './captureEnd.ts'
import type { Clock } from './clock.ts'

const POLL_MS = 250
const FIRST_FRAME_MS = 10_000
/** Copied H.264 starts with a keyframe, and network cameras are often joined between two that are far apart. */
const FIRST_KEYFRAME_MS = 30_000
const NEXT_FRAME_MS = 5_000
/** A slow camera is silent between two pictures; this many missing ones are too many. */
const MISSING_FRAMES = 4
/** An encode that nobody wants costs a core; a viewer who comes back would cause a restart. */
const UNWANTED_ENCODE_MS = 60_000

/** What is seen of a run: the whole pictures so far. */
export interface Frames {
  readonly frames: number
}

/** What was started. */
export interface RunFacts {
  /** What FFmpeg was started for. */
  readonly running: ReadonlySet<Want>
  /** Whether 'video' in `running` is an encode of ours. */
  readonly encodes: boolean
  /** Whether 'video' in `running` is the camera's own H.264. */
  readonly copies?: boolean
  /** Frames per second that are to be expected at least, where known. */
  readonly slowestRate?: number | undefined
}

/**
 * Watches one run of FFmpeg and resolves when it should not go on as it is: nobody wants it, something else is wanted,
 * no picture comes (FFmpeg itself waits for ever on a silent camera), or `signal` aborts.
 */
export async function watchRun(
  run: Frames,
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
    const reason = silence.after(now - last, run.frames)
    if (reason) return { kind: 'failed', code: 'no_frames', reason }
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

class Silence {
  readonly #firstMs: number
  readonly #slowMs: number
  #frames = 0
  #ms = 0

  constructor({ slowestRate, copies }: RunFacts) {
    this.#firstMs = copies ? FIRST_KEYFRAME_MS : FIRST_FRAME_MS
    this.#slowMs = slowestRate ? (MISSING_FRAMES * 1000) / slowestRate : 0
  }

  /** The sentence to end with, when it has been silent for too long. `ms` is the time since the last call. */
  after(ms: number, frames: number): string | undefined {
    // A machine that slept, or a busy event loop, is no silence of the camera: what it sent is still in the pipe.
    this.#ms = frames > this.#frames ? 0 : this.#ms + Math.min(ms, 2 * POLL_MS)
    this.#frames = frames
    const limit = Math.max(frames === 0 ? this.#firstMs : NEXT_FRAME_MS, this.#slowMs)
    if (this.#ms < limit) return undefined
    const seconds = Math.round(limit / 1000)
    return frames === 0 ? `No picture came in the first ${seconds} s.` : `No picture has come for ${seconds} s.`
  }
}
