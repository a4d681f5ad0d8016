/** What the controller remembers between two readings. Times in ms, media time in seconds. */
export interface CatchUp {
  /** Recent readings of seconds buffered ahead of the playhead, oldest first. */
  readonly readings: readonly { readonly at: number; readonly ahead: number }[]
  /** Seconds that should be left in the buffer when it is at its lowest. */
  readonly margin: number
  readonly rate: number
}

/** Before the first reading. */
export const RELAXED: CatchUp = { readings: [], margin: 0.15, rate: 1 }

const WINDOW_MS = 2000
const MIN_MARGIN = 0.1
const MAX_MARGIN = 2
const DEAD_BAND = 0.06
const HALVING_MS = 60_000

/**
 * One step of the latency controller: `ahead` seconds are buffered, `stalled` says that playback ran dry since the
 * last step. hls.js never catches up below one second of buffer, so this does: what stays in the buffer at its lowest
 * over two seconds is delay nobody needs, apart from a margin that grows by half with each stall and slowly relaxes.
 * The answer's `rate` is the playbackRate to set, 0.95 to 1.15.
 */
export function catchUp(before: CatchUp, reading: { at: number; ahead: number; stalled: boolean }): CatchUp {
  const { at, ahead, stalled } = reading
  const elapsed = at - (before.readings.at(-1)?.at ?? at)
  const margin = stalled
    ? Math.min(MAX_MARGIN, before.margin * 1.5 + 0.05)
    : Math.max(MIN_MARGIN, before.margin * 0.5 ** (elapsed / HALVING_MS))
  if (stalled) return { readings: [{ at, ahead }], margin, rate: 1 }

  const readings = [...before.readings.filter(old => at - old.at < WINDOW_MS), { at, ahead }]
  const lowest = Math.min(...readings.map(({ ahead }) => ahead))
  return { readings, margin, rate: rateFor(lowest - margin, before.rate) }
}

// Within the dead band the rate rests at 1; a correction under way goes on until the spare is gone.
function rateFor(spare: number, rate: number): number {
  const settled = rate > 1 ? spare <= 0 : rate < 1 ? spare >= 0 : Math.abs(spare) < DEAD_BAND
  if (settled) return 1
  return Math.round(100 * Math.min(1.15, Math.max(0.95, 1 + spare / 3))) / 100
}
