import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { boundRun } from '../boundRun.ts'
import { machine, named } from '../machine.ts'
import { type ClockDelivery, DELIVERIES, peerFrom } from './deliveries.ts'
import { measure } from './measure.ts'
import { NETWORK_NAMES, NETWORKS } from './network.ts'
import { type Cell, report } from './report.ts'
import { startClockServer } from './server.ts'

// npm run bench:latency -- [--seconds 20] [--only mjpeg,hls] [--network none,rtt80] [--peer name=url,kind] [--json FILE]
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    only: { type: 'string' },
    network: { type: 'string' },
    peer: { type: 'string', multiple: true, default: [] },
    json: { type: 'string' },
  },
})
const seconds = Number(options.seconds)
if (!(seconds > 0 && seconds <= 3600)) throw new Error(`--seconds: expected 1 to 3600, got "${options.seconds}"`)
const deliveries: ClockDelivery[] = [
  ...chosen('only', options.only, Object.keys(DELIVERIES)).flatMap(name => DELIVERIES[name] ?? []),
  ...options.peer.map(peerFrom),
]
const networks = chosen('network', options.network, Object.keys(NETWORKS))
const video = { width: 640, height: 360, rate: 30 }

const allMeasured = boundRun((seconds + 40) * 1000 * deliveries.length * networks.length)

const here = await machine()
const server = await startClockServer(video)
const cells: Cell[] = []
for (const name of networks)
  for (const delivery of deliveries) {
    process.stderr.write(`measuring ${delivery.name}, ${NETWORK_NAMES[name]} …\n`)
    const measured = await measure(delivery, { server, video, network: NETWORKS[name], seconds })
    cells.push({ delivery: delivery.name, network: NETWORK_NAMES[name] ?? name, measured })
  }
await server.close()
allMeasured()
process.stdout.write(`\n${named(here)}\n\n${report(cells)}\n`)
if (options.json) writeFileSync(options.json, `${JSON.stringify({ machine: here, seconds, video, cells }, null, 2)}\n`)
process.exit(cells.some(({ measured }) => 'failed' in measured) ? 1 : 0)

function chosen(option: string, text: string | undefined, known: readonly string[]): readonly string[] {
  const wanted = text?.split(',') ?? known
  const unknown = wanted.filter(name => !known.includes(name))
  if (unknown.length > 0)
    throw new Error(`--${option}: there is no ${unknown.join(', ')}; there are ${known.join(', ')}`)
  return wanted
}
