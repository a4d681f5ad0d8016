import type { Machine } from '../machine.ts'
import { median, rounded } from '../numbers.ts'
import type { Served } from './crowd.ts'

/** What one server did, over all rounds. */
export interface Contest {
  readonly name: string
  readonly peer: boolean
  readonly viewers: number
  /** Each round's figures, in their order. */
  readonly rounds: readonly Served[]
  /** In place of rounds: why there are none. */
  readonly failed?: string
}

/** All that one run of the fan-out found: what `--json` writes, and `--from` reads. */
export interface FanoutRun {
  readonly machine: Machine
  readonly seconds: number
  /** Bytes of a JPEG, on average. */
  readonly pictureBytes: number
  readonly contests: readonly Contest[]
  readonly skipped: readonly string[]
}

/** The middle of all rounds; of the ages' longest, and of the slowest viewer, the worst. Undefined without rounds. */
export function middle({ rounds }: Contest): Served | undefined {
  if (rounds.length === 0) return undefined
  const of = (pick: (one: Served) => number) => rounded(median(rounds.map(pick)), 4)
  const fps = rounds.flatMap(({ slowestFps }) => slowestFps ?? [])
  const used = rounds.flatMap(({ usedKilobytesEach }) => usedKilobytesEach ?? [])
  return {
    ...(fps.length > 0 && { slowestFps: Math.min(...fps) }),
    ageMedianMs: of(one => one.ageMedianMs),
    ageP95Ms: of(one => one.ageP95Ms),
    ageMaxMs: Math.max(...rounds.map(one => one.ageMaxMs)),
    cpuPercentEach: of(one => one.cpuPercentEach),
    kilobytesEach: of(one => one.kilobytesEach),
    ...(used.length > 0 && { usedKilobytesEach: median(used) }),
    megabits: of(one => one.megabits),
  }
}
