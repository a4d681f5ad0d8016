import type { Machine } from '../machine.ts'
import type { ClockVideo } from './clockVideo.ts'
import type { Measured } from './measure.ts'

/** One delivery over one network. */
export interface Cell {
  /** Its key: one of DELIVERIES, or a peer's name. */
  readonly delivery: string
  /** What people read of it. */
  readonly name: string
  /** Another server's. */
  readonly peer: boolean
  /** A key of NETWORKS. */
  readonly network: string
  readonly measured: Measured
}

/** All that one run of the meter found: what `--json` writes, and `--from` reads. */
export interface LatencyRun {
  readonly machine: Machine
  /** So long each delivery was watched over each network. */
  readonly seconds: number
  readonly video: ClockVideo
  /** What the networks were made of, for people. */
  readonly line: string
  readonly cells: readonly Cell[]
  /** What could not be measured here, as sentences. */
  readonly skipped: readonly string[]
}
