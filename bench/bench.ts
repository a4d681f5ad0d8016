import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { boundRun } from './boundRun.ts'
import { blockedPlaylist } from './figures/blockedPlaylist.ts'
import { firstPicture } from './figures/firstPicture.ts'
import { flvPipe } from './figures/flvPipe.ts'
import { gatewayCpu } from './figures/gatewayCpu.ts'
import { liveVideo } from './figures/liveVideo.ts'
import { liveViewers } from './figures/liveViewers.ts'
import { mjpegViewers } from './figures/mjpegViewers.ts'
import { stalledViewers } from './figures/stalledViewers.ts'
import { thinLine } from './figures/thinLine.ts'
import { machine, named } from './machine.ts'
import type { Pace, Row } from './row.ts'
import { table } from './table.ts'

// npm run bench -- [--quick] [--only name,…] [--json FILE]: the figures of docs/benchmarks.md, on this machine, now.
const figures: Readonly<Record<string, (pace: Pace) => Promise<Row[]>>> = {
  playlist: blockedPlaylist,
  mjpeg: mjpegViewers,
  live: liveViewers,
  video: liveVideo,
  stalled: stalledViewers,
  thin: thinLine,
  cpu: gatewayCpu,
  start: firstPicture,
  pipe: flvPipe,
}

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, json: { type: 'string' } },
})
const wanted = options.only?.split(',') ?? Object.keys(figures)
const unknown = wanted.filter(name => !(name in figures))
if (unknown.length > 0) throw new Error(`no figure ${unknown.join(', ')}; there are ${Object.keys(figures).join(', ')}`)

const allMeasured = boundRun((options.quick ? 200 : 510) * 1000)

const began = performance.now()
const here = await machine()
const rows: Row[] = []
for (const name of wanted) {
  process.stderr.write(`measuring ${name} …\n`)
  try {
    rows.push(...((await figures[name]?.({ quick: options.quick })) ?? []))
  } catch (error) {
    rows.push({ figure: name, measured: `failed: ${String(error)}`, target: '', verdict: 'missed', values: {} })
  }
}
allMeasured()
const seconds = Math.round((performance.now() - began) / 1000)
process.stdout.write(`\n${named(here)}\n\n${table(rows)}\n\nMeasured in ${seconds} s.\n`)
if (options.json) writeFileSync(options.json, `${JSON.stringify({ machine: here, seconds, rows }, null, 2)}\n`)
process.exitCode = rows.some(row => row.verdict === 'missed') ? 1 : 0
