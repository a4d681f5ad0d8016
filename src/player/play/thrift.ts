/** What is remembered of how well a link carries the full picture. Times in ms. */
export interface Thrift {
  /** The small picture is played, as the full one did not come fast enough. */
  readonly saving: boolean
  readonly since: number
  /** So long the small picture stays before the full one is tried again. */
  readonly patienceMs: number
  /** How much of the last time too little had come. */
  readonly shortMs: number
  readonly at: number
}

const FIRST_PATIENCE_MS = 60_000
const LONGEST_PATIENCE_MS = 15 * 60_000
/** So much of the time has to be short; good times count against it, a quarter. */
const SHORT_MS = 4_000
const FORGIVING = 0.25
/** What is there at the server and not here, in seconds: more than a part that is on its way. */
const BEHIND = 1
/** A step that comes late is of a page that slept. */
const LONGEST_STEP_MS = 1_000
/** After the full picture went well for so long, the next time is as the first. */
const FORGOTTEN_MS = 5 * 60_000

/** Before the first step: the full picture, with a clean record. */
export const WELL: Thrift = { saving: false, since: 0, patienceMs: FIRST_PATIENCE_MS, shortMs: 0, at: 0 }

/**
 * One step of the choice between full and small picture: at `at`, `behind` seconds of what the server has were not here
 * yet. It changes to the small one when the full one does not keep up, and tries that again, each time later.
 */
export function thrift(before: Thrift, { at, behind }: { at: number; behind: number }): Thrift {
  const step = Math.min(at - before.at, LONGEST_STEP_MS)
  const shortMs = behind > BEHIND ? before.shortMs + step : Math.max(0, before.shortMs - FORGIVING * step)
  const state = { ...before, at, shortMs }
  if (before.saving) {
    const over = at - before.since >= before.patienceMs && behind <= BEHIND
    return over ? { ...state, saving: false, since: at, shortMs: 0, patienceMs: doubled(before.patienceMs) } : state
  }
  if (shortMs >= SHORT_MS) return { ...state, saving: true, since: at, shortMs: 0 }
  return at - before.since >= FORGOTTEN_MS ? { ...state, patienceMs: FIRST_PATIENCE_MS } : state
}

function doubled(ms: number): number {
  return Math.min(2 * ms, LONGEST_PATIENCE_MS)
}
