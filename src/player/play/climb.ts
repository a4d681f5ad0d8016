import { pause } from '../deadline.ts'
import { Attempt, type TryContext } from './attempt.ts'
import { carrier, type Via } from './ladder.ts'

/** Before the first look at better deliveries in ms, which doubles with each that did no good, up to the most. */
const FIRST_MS = 5000
const MOST_MS = 120_000

/** How long to stay where it goes well before better ones are looked at. */
export class ClimbPace {
  #waitMs = FIRST_MS

  get waitMs(): number {
    return this.#waitMs
  }

  /** A look was taken. If nothing was better, or what was better doesn't last, the next one is later. */
  looked(): void {
    this.#waitMs = Math.min(MOST_MS, 2 * this.#waitMs)
  }

  /** Where we are has lasted, or the network is another one: the past says nothing any more. */
  forget(): void {
    this.#waitMs = FIRST_MS
  }
}

/** A delivery that does better, playing behind the one that the person sees. */
export interface Better {
  readonly better: Attempt
  readonly rung: number
}

/** What a climb needs of the page beyond what each try does. */
export interface ClimbContext extends TryContext {
  readonly rungs: readonly Via[]
  /** The picture may be taken to another place on the page now. */
  mayClimb(): boolean
}

/** It has to move for so long before it is believed, and to begin to within the limit, in ms. */
const STEADY_MS = 1000
const LIMIT_MS = 10_000
/** A picture that is older than the one it is to replace by more than this is no better, in ms. */
const OLDER_MS = 1000
const TICK_MS = 100

/**
 * Looks from time to time, while `seen` goes well, whether a better delivery than the one on this rung does too: each is
 * tried behind it, and the first one that moves evenly is the answer; it plays on as long as `life`. Undefined when the signal
 * aborted.
 */
export async function climb(
  rung: number,
  seen: Attempt,
  context: ClimbContext,
  pace: ClimbPace,
  { life, signal }: { readonly life: AbortSignal; readonly signal: AbortSignal },
): Promise<Better | undefined> {
  while (!signal.aborted) {
    await quietMoment(rung, seen, context, pace, signal)
    if (signal.aborted) return undefined
    const found = await lookAbove(rung, seen, context, life, signal)
    if (found || !signal.aborted) pace.looked()
    if (found) return found
  }
  return undefined
}

async function quietMoment(
  rung: number,
  seen: Attempt,
  context: ClimbContext,
  pace: ClimbPace,
  signal: AbortSignal,
): Promise<void> {
  const since = performance.now()
  const isQuiet = () =>
    rung > 0 &&
    Math.min(seen.movingMs, performance.now() - since) > pace.waitMs &&
    !context.hidden() &&
    context.cameraState() === 'live' &&
    context.mayClimb()
  while (!signal.aborted && !isQuiet()) await pause(TICK_MS, signal)
}

async function lookAbove(
  rung: number,
  seen: Attempt,
  context: ClimbContext,
  life: AbortSignal,
  signal: AbortSignal,
): Promise<Better | undefined> {
  let dead: string | undefined
  for (const [above, via] of context.rungs.slice(0, rung).entries()) {
    if (carrier(via) === dead) continue
    const better = new Attempt(via, context, seen, life)
    if (await movesEvenly(better, seen, signal)) return { better, rung: above }
    better.stop()
    const { heard } = await better.over
    if (!heard) dead = carrier(via)
    if (signal.aborted) return undefined
  }
  return undefined
}

async function movesEvenly(better: Attempt, seen: Attempt, signal: AbortSignal): Promise<boolean> {
  let over = false
  void better.over.then(() => {
    over = true
  })
  const until = performance.now() + LIMIT_MS
  while (!over && !signal.aborted && performance.now() < until) {
    if (better.movingMs > STEADY_MS && !isOlder(better, seen)) return true
    await pause(TICK_MS, signal)
  }
  return false
}

function isOlder({ capturedAt }: Attempt, { capturedAt: seenAt }: Attempt): boolean {
  return capturedAt !== undefined && seenAt !== undefined && seenAt - capturedAt > OLDER_MS
}
