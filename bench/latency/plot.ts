import { NETWORK_NAMES } from './network.ts'
import type { Cell, LatencyRun } from './run.ts'
import { judged } from './targets.ts'

const WIDTH = 860
const LEFT = 210
const RIGHT = 120
const ROW = 22
const HEADING = 40
const FOOT = 62
/** The axis, in ms: each step of it is as wide as the others. */
const TICKS = [10, 30, 100, 300, 1000, 3000, 10_000]
const [LEAST, MOST] = [10, 10_000]

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #22262b }
  .heading { font-weight: 600 }
  .quiet { fill: #666d75 }
  .paper { fill: #ffffff; stroke: #d5d8dc }
  .grid { stroke: #e4e6e9 }
  .ours { stroke: #1769c2; fill: #1769c2 }
  .peer { stroke: #8a6a1f; fill: #8a6a1f }
  .target { stroke: #22262b; stroke-width: 2 }
  .range { stroke-width: 3; stroke-linecap: round; opacity: .45 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6e8ea }
    .quiet { fill: #a3aab2 }
    .paper { fill: #14171a; stroke: #33383e }
    .grid { stroke: #2a2f35 }
    .ours { stroke: #6db3ff; fill: #6db3ff }
    .peer { stroke: #e0bd6a; fill: #e0bd6a }
    .target { stroke: #e6e8ea }
  }`

/** A run as an SVG: by network and delivery the median, a line from there to p95, and a bar where the target is. */
export function plot({ cells, machine, seconds }: Pick<LatencyRun, 'cells' | 'machine' | 'seconds'>): string {
  const networks = [...new Set(cells.map(({ network }) => network))]
  const body: string[] = []
  let y = 16
  for (const network of networks) {
    const rows = cells.filter(cell => cell.network === network)
    body.push(text(16, y + 26, NETWORK_NAMES[network] ?? network, 'heading'))
    y += HEADING
    for (const tick of TICKS)
      body.push(`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${y - 4}" y2="${y + ROW * rows.length - 4}"/>`)
    for (const [index, cell] of rows.entries()) body.push(...row(cell, y + ROW * index + 7))
    y += ROW * rows.length
  }
  for (const tick of TICKS)
    body.push(`<text class="quiet" text-anchor="middle" x="${x(tick)}" y="${y + 18}">${shortMs(tick)}</text>`)
  const legend = `Age of the picture on the glass: median (dot), 95 of 100 within (line), target (bar). ${machine.cpu}, ${machine.cores} cores, ${seconds} s each.`
  body.push(text(16, y + 44, legend, 'quiet'))
  const height = y + FOOT
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="How old the picture is, by network and delivery">
<style>${STYLE}</style>
<rect class="paper" x=".5" y=".5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>
${body.join('\n')}
</svg>
`
}

function row(cell: Cell, y: number): string[] {
  const label = text(28, y + 4, cell.name.replaceAll('`', ''))
  const { measured } = cell
  if ('failed' in measured) return [label, text(LEFT, y + 4, measured.failed, 'quiet')]
  const { medianMs, p95Ms } = measured
  const whose = cell.peer ? 'peer' : 'ours'
  const target = judged(cell).find(({ figure }) => figure === 'median')?.target
  return [
    label,
    `<line class="range ${whose}" x1="${x(medianMs)}" x2="${x(p95Ms)}" y1="${y}" y2="${y}"/>`,
    ...(target ? [`<line class="target" x1="${x(target)}" x2="${x(target)}" y1="${y - 7}" y2="${y + 7}"/>`] : []),
    `<circle class="${whose}" cx="${x(medianMs)}" cy="${y}" r="4.5"/>`,
    `<text class="quiet" x="${x(p95Ms) + 10}" y="${y + 4}">${medianMs} (${p95Ms}) ms</text>`,
  ]
}

/** Where so many ms stand, in pixels; what lies outside of the axis stands at its end. */
function x(ms: number): number {
  const share = Math.log(Math.min(MOST, Math.max(LEAST, ms)) / LEAST) / Math.log(MOST / LEAST)
  return Math.round(10 * (LEFT + share * (WIDTH - LEFT - RIGHT))) / 10
}

function shortMs(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`
}

function text(left: number, y: number, words: string, className = ''): string {
  return `<text class="${className}" x="${left}" y="${y}">${escaped(words)}</text>`
}

function escaped(words: string): string {
  return words.replace(/[&<>]/g, letter => `&#${letter.codePointAt(0)};`)
}
