import type { Measured } from '../../../bench/latency/measure.ts'
import type { Cell, LatencyRun } from '../../../bench/latency/run.ts'

/** What was measured, where a test does not say otherwise: as good as can be. */
export function measured(over: Partial<Extract<Measured, { medianMs: number }>> = {}): Measured {
  const good = { medianMs: 15, p95Ms: 20, maxMs: 40, arrivalMs: 9, framesPerSecond: 30, startMs: 50, pageMs: 200 }
  return { ...good, stallsMs: [], longestMs: 40, unreadShare: 0, ...over }
}

export function cell(over: Partial<Cell> = {}): Cell {
  return { delivery: 'webcodecs', name: 'WebCodecs', peer: false, network: 'none', measured: measured(), ...over }
}

export function runOf(...cells: readonly Cell[]): LatencyRun {
  const machine = { cpu: 'A CPU', cores: 2, memoryGb: 4, system: 'linux x64', node: '20.0.0', ffmpeg: '5.1' }
  return { machine, seconds: 10, video: { width: 640, height: 360, rate: 30 }, line: 'a line', cells, skipped: [] }
}
