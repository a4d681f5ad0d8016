import { pause } from '../deadline.ts'
import type { CameraState } from '../server/cameraJson.ts'
import { linked } from '../signals.ts'
import { Attempt, type Ended } from './attempt.ts'
import { backoffMs } from './backoff.ts'
import { type Better, type ClimbContext, ClimbPace, climb } from './climb.ts'
import { nextFooting, startOn, TOP, type Via } from './ladder.ts'

/** What a watch needs from the page. */
export interface WatchContext extends ClimbContext {
  /** What the camera does, asked for now; undefined when there is no answer soon. */
  ask(signal: AbortSignal): Promise<CameraState['kind'] | undefined>
  /** Calls `told` when device or network may have been away, until the signal aborts. */
  onResume(told: () => void, signal: AbortSignal): void
  /** What went well on this network before, if anything is known. */
  remembered(): Via | undefined
  /** To be kept for the next time: this goes well on this network. */
  remember(via: Via): void
}

/** After moving for so long a delivery is what goes well here, in ms. */
const WELL_MS = 5000
const TICK_MS = 250
/** Without an answer within this, in ms, it is the server or the network that is away. */
const ANSWER_MS = 3000
const ASK_EACH_MS = 1000

/**
 * Keeps a picture coming until the signal aborts: tries the deliveries from the best one down, each judged by the
 * picture moving and not by its own word, and begins again with back-off whenever one ends. From a lower one it looks
 * for a better one behind the picture, which is changed for it only once it moves.
 */
export async function watchCamera(context: WatchContext, signal: AbortSignal): Promise<void> {
  const pace = new ClimbPace()
  let footing = startOn(context.rungs, context.remembered())
  let next: Attempt | undefined
  // Whether the server is known to have answered when the try began.
  let wasAnswered = true
  while (!signal.aborted) {
    const via = context.rungs[footing.rung]
    if (!via) return
    const now: Attempt = next ?? new Attempt(via, context, undefined, signal)
    next = undefined
    const end = await untilItEnds(now, footing.rung, context, pace, signal)
    if ('better' in end) {
      next = await takeOver(end.better, now)
      footing = { ...TOP, rung: end.rung, from: footing.rung }
      continue
    }
    if (end.lasted) pace.forget()
    if (end.resumed) {
      footing = { ...footing, failures: 0 }
      wasAnswered = false
      continue
    }
    // Only an answer that comes now says that it wasn't the server or the network.
    const state = await answer(context, signal, ANSWER_MS)
    footing = nextFooting(footing, context.rungs, { ...end, blamed: isToBlame(end, state, wasAnswered) })
    if (state === undefined) await answer(context, signal)
    else await rest(backoffMs(footing.failures), context, signal)
    wasAnswered = true
  }
}

/** A WebSocket that is refused is to blame however the camera is; other deliveries only while there is a picture to bring. */
function isToBlame(end: Ended, state: CameraState['kind'] | undefined, wasAnswered: boolean): boolean {
  if (end.refused) return state !== undefined
  // An idle camera too: that means that what the delivery asked for never reached the server.
  return (wasAnswered || end.heard) && (state === 'live' || state === 'idle')
}

/** Plays on until the try has ended, or another one does better. */
async function untilItEnds(
  now: Attempt,
  rung: number,
  context: WatchContext,
  pace: ClimbPace,
  signal: AbortSignal,
): Promise<Ended | Better> {
  const stop = linked(signal)
  context.onResume(() => {
    pace.forget()
    now.resume()
  }, stop.signal)
  void rememberIfWell(now, context, stop.signal)
  const looking = climb(rung, now, context, pace, { life: signal, signal: stop.signal })
  const first = await Promise.race([now.over, looking])
  stop.abort()
  if (first && 'better' in first) return first
  const late = await looking
  late?.better.stop()
  return now.over
}

/** The better one comes to the front. One that only rehearsed is begun anew, where the other one was: no try then. */
async function takeOver(better: Attempt, from: Attempt): Promise<Attempt | undefined> {
  if (!better.rehearsal) {
    better.replace(from)
    return better
  }
  better.stop()
  from.stop()
  await Promise.all([better.over, from.over])
  return undefined
}

async function rememberIfWell(now: Attempt, context: WatchContext, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && now.movingMs < WELL_MS) await pause(TICK_MS, signal)
  if (!signal.aborted) context.remember(now.via)
}

/**
 * How the camera is, asked for each second, and when the network may be back, until there is an answer: a connection may
 * be dead without knowing it. Undefined after `withinMs`, or when the signal aborted.
 */
async function answer(
  context: WatchContext,
  signal: AbortSignal,
  withinMs = Number.POSITIVE_INFINITY,
): Promise<CameraState['kind'] | undefined> {
  const stop = linked(signal)
  let state: CameraState['kind'] | undefined
  const ask = async () => {
    state ??= await context.ask(stop.signal)
    if (state !== undefined) stop.abort()
  }
  context.onResume(() => void ask(), stop.signal)
  const until = performance.now() + withinMs
  while (!stop.signal.aborted && performance.now() < until) {
    void ask()
    await pause(Math.min(ASK_EACH_MS, until - performance.now()), stop.signal)
  }
  stop.abort()
  return state
}

// The wait is cut short when the camera comes back meanwhile, or the network.
async function rest(ms: number, context: WatchContext, signal: AbortSignal): Promise<void> {
  const before = context.cameraState()
  const until = performance.now() + ms
  const stop = new AbortController()
  let resumed = false
  context.onResume(() => {
    resumed = true
  }, stop.signal)
  while (!signal.aborted && !resumed && performance.now() < until) {
    await pause(Math.min(TICK_MS, until - performance.now()), signal)
    if (before !== 'live' && context.cameraState() === 'live') break
  }
  stop.abort()
}
