import { boundRun } from '../boundRun.ts'
import { machine } from '../machine.ts'
import { CLOCK_PEERS, type ClockPeer } from './clockPeers.ts'
import type { ClockVideo } from './clockVideo.ts'
import type { ClockDelivery } from './deliveries.ts'
import { measure } from './measure.ts'
import { netemAvailable } from './netem.ts'
import { NETWORK_NAMES, NETWORKS } from './network.ts'
import type { LatencyOptions } from './options.ts'
import { relayed, startClockRelay } from './relay.ts'
import type { Cell, LatencyRun } from './run.ts'
import { startClockServer } from './server.ts'
import type { Delaying, Origin } from './way.ts'

const VIDEO: ClockVideo = { width: 640, height: 360, rate: 30 }
/** What a cell may take beyond the seconds that it is watched for: four openings, at most 20 s each. */
const OPENINGS_MS = 90_000

/** Measures all that was asked for, one after the other: a server is gone before the next one begins. */
export async function measureAll(options: LatencyOptions): Promise<LatencyRun> {
  const { seconds, networks } = options
  const machineHere = await machine()
  const peers = options.withoutPeers ? [] : CLOCK_PEERS
  const missing = peers.flatMap(peer => {
    const there = peer.available()
    return there === true ? [] : [{ peer, why: `${peer.delivery.name} ${there}.` }]
  })
  const present = peers.filter(peer => !missing.some(one => one.peer === peer))
  const ours = options.deliveries.length * (options.relay ? 2 : 1)
  const count = (ours + present.length + options.peers.length) * networks.length
  const allMeasured = boundRun((seconds * 1000 + OPENINGS_MS) * count)
  const { delaying, line } = howToDelay(options)
  const all: MeasureAll = (deliveries, server) => everywhere(deliveries, server, options, delaying)

  const cells = [
    ...(await ofOurs(options, all)),
    ...(await eachInTurn(present, peer => ofPeer(peer, all))),
    ...(await eachInTurn(options.peers, peer => all([peer], { address: peer.origin ?? '' }))),
  ]
  allMeasured()
  return {
    ...{ machine: machineHere, seconds, video: VIDEO, line },
    cells: networks.flatMap(network => cells.filter(cell => cell.network === network)),
    skipped: missing.map(({ why }) => why),
  }
}

/** The kernel delays where it can and may. */
function howToDelay({ ownLines }: LatencyOptions): { delaying: Delaying; line: string } {
  const lines = 'ordered lines of our own'
  if (ownLines) return { delaying: 'lines', line: `${lines}, with TLS and HTTP/2` }
  const netem = netemAvailable()
  return netem === true
    ? { delaying: 'netem', line: 'netem in a network namespace, with TLS and HTTP/2' }
    : { delaying: 'lines', line: `${lines}, with TLS and HTTP/2 (no netem here: ${netem})` }
}

type MeasureAll = (deliveries: readonly ClockDelivery[], server: Origin) => Promise<Cell[]>

async function ofOurs({ deliveries, relay }: LatencyOptions, all: MeasureAll): Promise<Cell[]> {
  if (deliveries.length === 0) return []
  const over = relay ? await startClockRelay() : undefined
  try {
    const server = await startClockServer(VIDEO, over)
    try {
      return over ? await beside(deliveries, server, over, all) : await all(deliveries, server)
    } finally {
      await server.close()
    }
  } finally {
    await over?.close()
  }
}

/** Each delivery without the relay and by it, one right after the other. */
function beside(deliveries: readonly ClockDelivery[], server: Origin, relay: Origin, all: MeasureAll): Promise<Cell[]> {
  return eachInTurn(deliveries, async delivery => [
    ...(await all([delivery], server)),
    ...(await all([delivery], { address: relay.address })).map(relayed),
  ])
}

async function ofPeer({ delivery, open }: ClockPeer, all: MeasureAll): Promise<Cell[]> {
  const server = await open(VIDEO)
  const origin = `http://127.0.0.1:${server.port}`
  try {
    return await all([{ ...delivery, origin }], { address: origin })
  } finally {
    await server.close()
  }
}

async function everywhere(
  deliveries: readonly ClockDelivery[],
  server: Origin,
  { networks, seconds }: LatencyOptions,
  delaying: Delaying,
): Promise<Cell[]> {
  return eachInTurn(networks, network =>
    eachInTurn(deliveries, async delivery => {
      const { key, name, origin } = delivery
      if (delivery.networks && !delivery.networks.includes(network)) return []
      process.stderr.write(`measuring ${name}, ${NETWORK_NAMES[network]} …\n`)
      const where = { server, video: VIDEO, network: NETWORKS[network], delaying }
      const measured = await measure(delivery, { ...where, seconds })
      return [{ delivery: key, name, peer: origin !== undefined, network, measured }]
    }),
  )
}

/** What each gives, one after the other. */
async function eachInTurn<One, Gives>(ones: readonly One[], act: (one: One) => Promise<Gives[]>): Promise<Gives[]> {
  const all: Gives[] = []
  for (const one of ones) all.push(...(await act(one)))
  return all
}
