import type { Measured } from './measure.ts'

/** One delivery over one network. */
export interface Cell {
  readonly delivery: string
  readonly network: string
  readonly measured: Measured
}

const HEAD = ['Delivery', 'Network', 'Median', 'p95', 'Longest', 'New pictures', 'Stalls', 'Start', 'Page opened']

/** All cells as a Markdown table whose columns also line up in a terminal. */
export function report(cells: readonly Cell[]): string {
  const rows = [HEAD, ...cells.map(row)]
  const widths = HEAD.map((_, at) => Math.max(...rows.map(cellsOf => cellsOf[at]?.length ?? 0)))
  const line = (texts: readonly string[]) =>
    `| ${widths.map((width, at) => (texts[at] ?? '').padEnd(width)).join(' | ')} |`
  return [line(HEAD), `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`, ...rows.slice(1).map(line)].join(
    '\n',
  )
}

function row({ delivery, network, measured }: Cell): string[] {
  if ('failed' in measured) return [delivery, network, measured.failed]
  const { medianMs, p95Ms, maxMs, framesPerSecond, stalls, longestMs, startMs, pageMs } = measured
  return [
    ...[delivery, network, `${medianMs} ms`, `${p95Ms} ms`, `${maxMs} ms`, `${framesPerSecond}/s`],
    ...[stalls === 0 ? '0' : `${stalls} (up to ${longestMs} ms)`, `${startMs} ms`, `${pageMs} ms`],
  ]
}
