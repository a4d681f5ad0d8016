import { markdown } from '../table.ts'
import type { Measured } from './measure.ts'

/** One delivery over one network. */
export interface Cell {
  readonly delivery: string
  readonly network: string
  readonly measured: Measured
}

const HEAD = ['Delivery', 'Network', 'Median', 'p95', 'Longest', 'New pictures', 'Stalls', 'Start', 'Page opened']

/** All cells as a table. */
export function report(cells: readonly Cell[]): string {
  return markdown(HEAD, cells.map(row))
}

function row({ delivery, network, measured }: Cell): string[] {
  if ('failed' in measured) return [delivery, network, measured.failed]
  const { medianMs, p95Ms, maxMs, framesPerSecond, stalls, longestMs, startMs, pageMs } = measured
  return [
    ...[delivery, network, `${medianMs} ms`, `${p95Ms} ms`, `${maxMs} ms`, `${framesPerSecond}/s`],
    ...[stalls === 0 ? '0' : `${stalls} (up to ${longestMs} ms)`, `${startMs} ms`, `${pageMs} ms`],
  ]
}
