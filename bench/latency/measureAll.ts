import { boundRun } from '../boundRun.ts'
import { machine } from '../machine.ts'
import { CLOCK_PEERS, type ClockPeer } from './clockPeers.ts'
import type { ClockVideo } from './clockVideo.ts'
import type { ClockDelivery } from './deliveries.ts'
import { measure } from './measure.ts'
import { NETWORK_NAMES, NETWORKS } from './network.ts'
import type { LatencyOptions } from './options.ts'
import type { Cell, LatencyRun } from './run.ts'
import { startClockServer } from './server.ts'
import type { Origin } from './way.ts'

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
  const count = (options.deliveries.length + present.length + options.peers.length) * networks.length
  const allMeasured = boundRun((seconds * 1000 + OPENINGS_MS) * count)
  const all = (deliveries: readonly ClockDelivery[], server: Origin) => everywhere(deliveries, server, options)

  const cells = [
    ...(await ofOurs(options, all)),
    ...(await eachInTurn(present, peer => ofPeer(peer, all))),
    ...(await eachInTurn(options.peers, peer => all([peer], { address: peer.origin ?? '' }))),
  ]
  allMeasured()
  return {
    ...{ machine: machineHere, seconds, video: VIDEO, line: 'ordered lines of our own, with TLS and HTTP/2' },
    cells: networks.flatMap(network => cells.filter(cell => cell.network === network)),
    skipped: missing.map(({ why }) => why),
  }
}

type MeasureAll = (deliveries: readonly ClockDelivery[], server: Origin) => Promise<Cell[]>

async function ofOurs({ deliveries }: LatencyOptions, all: MeasureAll): Promise<Cell[]> {
  if (deliveries.length === 0) return []
  const server = await startClockServer(VIDEO)
  try {
    return await all(deliveries, server)
  } finally {
    await server.close()
  }
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
): Promise<Cell[]> {
  return eachInTurn(networks, network =>
    eachInTurn(deliveries, async delivery => {
      const { key, name, origin } = delivery
      process.stderr.write(`measuring ${name}, ${NETWORK_NAMES[network]} …\n`)
      const measured = await measure(delivery, { server, video: VIDEO, network: NETWORKS[network], seconds })
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
