import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { boundRun } from '../boundRun.ts'
import { machine } from '../machine.ts'
import { betweenMarks } from '../markedText.ts'
import { measure } from './measure.ts'
import { NETWORK_NAMES, NETWORKS } from './network.ts'
import { type LatencyOptions, latencyOptions } from './options.ts'
import { plot } from './plot.ts'
import { report } from './report.ts'
import type { Cell, LatencyRun } from './run.ts'
import { startClockServer } from './server.ts'

const USAGE = `npm run bench:latency -- [options]: how old the picture is that a browser shows
  --seconds 10            how long each delivery is watched over each network
  --only webcodecs,img    which deliveries
  --network none,rtt80    which networks
  --peer name=url,kind    another server of the same picture; kind: page (default), img, or hls (a playlist)
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

async function measureAll({ seconds, deliveries, networks }: LatencyOptions): Promise<LatencyRun> {
  const video = { width: 640, height: 360, rate: 30 }
  const allMeasured = boundRun((seconds + 60) * 1000 * deliveries.length * networks.length)
  const here = await machine()
  const server = await startClockServer(video)
  const cells: Cell[] = []
  for (const name of networks)
    for (const delivery of deliveries) {
      process.stderr.write(`measuring ${delivery.name}, ${NETWORK_NAMES[name]} …\n`)
      const measured = await measure(delivery, { server, video, network: NETWORKS[name], seconds })
      const peer = delivery.origin !== undefined
      cells.push({ delivery: delivery.key, name: delivery.name, peer, network: name, measured })
    }
  await server.close()
  allMeasured()
  return { machine: here, seconds, video, line: 'ordered lines of our own, with TLS and HTTP/2', cells, skipped: [] }
}

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
