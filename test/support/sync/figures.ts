import type { Edges } from './edges.ts'

/** How far the sound is from the picture. */
export interface SyncFigures {
  /** Flashes that have their beep. */
  readonly pairs: number
  /** Beep minus flash in ms: more than 0 where the sound is late. */
  readonly medianMs: number
  /** 95 of 100 are no farther from 0. */
  readonly p95Ms: number
  readonly worstMs: number
  /** How many of a hundred are within 100 ms. */
  readonly percentWithin100Ms: number
  /** How much later the sound comes after an hour, by a straight line (least squares) through those near the median. */
  readonly driftMsPerHour: number
}

/** Each flash with the beep that is nearest, within half a second; `at` is in seconds of the stream. */
export function offsets({ flashes, beeps }: Edges): { readonly at: number; readonly ms: number }[] {
  return flashes.flatMap(at => {
    const distances = beeps.map(beep => (beep - at) * 1000).filter(ms => Math.abs(ms) < 450)
    const ms = distances.sort((a, b) => Math.abs(a) - Math.abs(b))[0]
    return ms === undefined ? [] : [{ at, ms }]
  })
}

/** A sender that was late for once says nothing of the drift. */
const NEAR_MS = 40

/** What many offsets come to. */
export function syncFigures(all: readonly { readonly at: number; readonly ms: number }[]): SyncFigures {
  const sorted = all.map(({ ms }) => ms).sort((a, b) => a - b)
  const far = sorted.map(Math.abs).sort((a, b) => a - b)
  const medianMs = sorted[sorted.length >> 1] ?? Number.NaN
  return {
    pairs: all.length,
    medianMs,
    p95Ms: far[Math.ceil(far.length * 0.95) - 1] ?? Number.NaN,
    worstMs: far.at(-1) ?? Number.NaN,
    percentWithin100Ms: (100 * far.filter(ms => ms <= 100).length) / far.length,
    driftMsPerHour: slope(all.filter(({ ms }) => Math.abs(ms - medianMs) < NEAR_MS)) * 3600,
  }
}

function slope(all: readonly { readonly at: number; readonly ms: number }[]): number {
  const [meanAt, meanMs] = [mean(all.map(({ at }) => at)), mean(all.map(({ ms }) => ms))]
  const steep = all.reduce((sum, { at, ms }) => sum + (at - meanAt) * (ms - meanMs), 0)
  const spread = all.reduce((sum, { at }) => sum + (at - meanAt) ** 2, 0)
  return steep / spread
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}
