import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { betweenMarks } from '../markedText.ts'
import { measureAll } from './measureAll.ts'
import { type LatencyOptions, latencyOptions } from './options.ts'
import { plot } from './plot.ts'
import { report } from './report.ts'
import type { LatencyRun } from './run.ts'

const USAGE = `npm run bench:latency -- [options]: how old the picture is that a browser shows
  --seconds 10            how long each delivery is watched over each network
  --only webcodecs,img    which deliveries
  --network none,rtt80    which networks
  --without-peers         not ustreamer and nginx, which are measured where they are installed
  --peer name=url,kind    another server of the same picture; kind: page (default), img, or hls (a playlist)
  --own-lines             networks are lines of our own, also where the kernel has netem
  --relay                 our own also by a relay on this machine, each beside the same without, and what it adds
  --json FILE             all that was found, for programs
  --from FILE             nothing is measured: an earlier --json is shown again
  --write-readme          puts the table into README.md and the plot into docs/latency.svg, the rest into docs/latency.json
`
const root = join(import.meta.dirname, '../..')

const options = optionsOrEnd()
const run = options.from === undefined ? await measureAll(options) : earlier(options.from)
process.stdout.write(`\n${report(run)}\n`)
if (options.json) writeFileSync(options.json, json(run))
if (options.writeReadme) {
  const readme = join(root, 'README.md')
  writeFileSync(readme, betweenMarks(readFileSync(readme, 'utf8'), 'latency', report(run)))
  writeFileSync(join(root, 'docs/latency.svg'), plot(run))
  writeFileSync(join(root, 'docs/latency.json'), json(run))
}
process.exit(run.cells.some(({ measured }) => 'failed' in measured) ? 1 : 0)

function earlier(path: string): LatencyRun {
  return JSON.parse(readFileSync(path, 'utf8')) // what this program wrote
}

function json(run: LatencyRun): string {
  return `${JSON.stringify(run, null, 2)}\n`
}

function optionsOrEnd(): LatencyOptions {
  try {
    return latencyOptions(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
    process.exit(2)
  }
}
