import { pause } from '../deadline.ts'
import type { CameraState } from '../server/cameraJson.ts'
import { backoffMs } from './backoff.ts'
import { nextFooting, type Outcome, TOP, type Via } from './ladder.ts'

/** What a watch needs from the page. */
export interface WatchContext {
  readonly rungs: readonly Via[]
  /**
   * Runs one delivery until the signal aborts or it cannot go on. To call `painted` for each picture shown; it answers
   * whether that was not the first one of this try, which means: the picture moves.
   */
  play(via: Via, painted: () => boolean, signal: AbortSignal): Promise<void>
  /** What the camera does as far as the server answers; undefined while it doesn't. */
  cameraState(): CameraState['kind'] | undefined
  /** Told each time a delivery has shown its second picture, and with undefined when it ends. */
  moving(via: Via | undefined): void
}

/** A delivery has this long to show a moving picture of a live camera, in ms. */
const PATIENCE_FIRST_MS = 8000
/** One that moved before may pause this long, in ms. */
const PATIENCE_LATER_MS = 5000
const LASTED_MS = 60_000

/**
 * Keeps a picture coming until the signal aborts: tries the deliveries from the best one down, each judged by the
 * picture moving and not by its own word, and begins again with back-off whenever one ends.
 */
export async function watchCamera(context: WatchContext, signal: AbortSignal): Promise<void> {
  let footing = TOP
  while (!signal.aborted) {
    const via = context.rungs[footing.rung]
    if (!via) return
    const outcome = await attempt(via, context, signal)
    footing = nextFooting(footing, context.rungs.length, outcome)
    await rest(backoffMs(footing.failures), context, signal)
  }
}

async function attempt(via: Via, context: WatchContext, signal: AbortSignal): Promise<Outcome> {
  const stop = new AbortController()
  const abort = () => stop.abort()
  signal.addEventListener('abort', abort, { once: true })
  const startedAt = performance.now()
  let pictures = 0
  let overdueMs = 0

  const watchdog = setInterval(() => {
    if (document.hidden || !isDeliverable(context)) return
    overdueMs += TICK_MS
    if (overdueMs > (pictures > 1 ? PATIENCE_LATER_MS : PATIENCE_FIRST_MS)) stop.abort()
  }, TICK_MS)
  const painted = () => {
    overdueMs = pictures > 0 ? 0 : overdueMs
    if (++pictures === 2) context.moving(via)
    return pictures > 1
  }

  try {
    await context.play(via, painted, stop.signal)
  } catch (error) {
    console.info(`tunnelcam: ${via} ended.`, error)
  } finally {
    clearInterval(watchdog)
    signal.removeEventListener('abort', abort)
    context.moving(undefined)
  }
  return {
    moved: pictures > 1,
    lasted: pictures > 1 && performance.now() - startedAt > LASTED_MS,
    blamed: isDeliverable(context),
  }
}

const TICK_MS = 250

// An idle camera too: that means that what the delivery asked for never reached the server.
function isDeliverable(context: WatchContext): boolean {
  const state = context.cameraState()
  return state === 'live' || state === 'idle'
}

// The wait is cut short when the camera comes back meanwhile.
async function rest(ms: number, context: WatchContext, signal: AbortSignal): Promise<void> {
  const before = context.cameraState()
  const until = performance.now() + ms
  while (!signal.aborted && performance.now() < until) {
    await pause(Math.min(TICK_MS, until - performance.now()), signal)
    if (before !== 'live' && context.cameraState() === 'live') return
  }
}
