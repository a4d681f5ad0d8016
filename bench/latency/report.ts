import { named } from '../machine.ts'
import { markdown } from '../table.ts'
import { NETWORK_NAMES } from './network.ts'
import { reasonFor } from './reasons.ts'
import { addedByRelay } from './relay.ts'
import type { Cell, LatencyRun } from './run.ts'
import { type Judged, judged } from './targets.ts'

const HEAD = ['Network', 'Delivery', 'Median', 'p95', 'Longest', 'Start-up', 'Stalls', 'Pictures']

/** All that was found, for a terminal and for the README alike: the table, what misses its target and why, what was left out. */
export function report(run: LatencyRun): string {
  const { width, height, rate } = run.video
  const missed = run.cells.flatMap(reproach)
  return [
    `${named(run.machine)}. ${width}x${height} at ${rate} pictures a second, ${run.seconds} s each. Networks: ${run.line}.`,
    markdown(HEAD, run.cells.map(row)),
    missed.length > 0 ? `Missed:\n\n${missed.join('\n')}` : 'All targets are met.',
    ...addedByRelay(run.cells),
    ...(run.skipped.length > 0 ? [`Not measured here: ${run.skipped.join(' ')}`] : []),
  ].join('\n\n')
}

function row(cell: Cell): string[] {
  const { measured } = cell
  const name = cell.delivery === 'auto' ? `${cell.name}${settledOn(cell)}` : cell.name
  const network = NETWORK_NAMES[cell.network] ?? cell.network
  if ('failed' in measured) return [network, name, measured.failed]
  const { medianMs, p95Ms, maxMs, framesPerSecond, stallsMs, startMs } = measured
  const targets = judged(cell)
  const beside = (text: string, figure: Judged['figure']) => {
    const target = targets.find(one => one.figure === figure)
    if (!target || (figure === 'stalls' && target.met)) return text
    return `${text} (${target.met ? '' : '**missed**, '}${target.target})`
  }
  return [
    ...[network, name, beside(`${medianMs} ms`, 'median'), beside(`${p95Ms} ms`, 'p95'), `${maxMs} ms`],
    ...[beside(`${startMs} ms`, 'start-up'), beside(stallsText(stallsMs), 'stalls'), `${framesPerSecond}/s`],
  ]
}

function settledOn({ measured }: Cell): string {
  return 'failed' in measured || measured.shownBy === undefined ? '' : `: ${measured.shownBy}`
}

/** How many, and how long they were. */
function stallsText(stallsMs: readonly number[]): string {
  if (stallsMs.length === 0) return '0'
  const [least, most] = [Math.min(...stallsMs), Math.max(...stallsMs)]
  return `${stallsMs.length}: ${least === most ? most : `${least} to ${most}`} ms`
}

function reproach(cell: Cell): string[] {
  const missed = judged(cell).filter(({ met }) => !met)
  if (missed.length === 0) return []
  const figures = missed.map(({ figure, measured, target }) =>
    figure === 'stalls'
      ? `stalls ${measured}, at most ${target}`
      : `${figure} ${measured} ms of ${target} (${(measured / target).toFixed(2)} times)`,
  )
  const network = NETWORK_NAMES[cell.network] ?? cell.network
  const told = `- ${cell.name}, ${network}: ${figures.join(', ')}. ${reasonFor(cell.delivery, cell.network)}`
  return [
    'failed' in cell.measured ? told : `${told} A picture is first seen when it is ${cell.measured.arrivalMs} ms old.`,
  ]
}
