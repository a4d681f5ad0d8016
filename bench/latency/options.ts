import { parseArgs } from 'node:util'
import { type ClockDelivery, DELIVERIES, peerFrom, USUAL } from './deliveries.ts'
import { NETWORKS } from './network.ts'

/** What a run of the meter is asked for. */
export interface LatencyOptions {
  readonly seconds: number
  /** Our own. */
  readonly deliveries: readonly ClockDelivery[]
  /** Servers that run somewhere. */
  readonly peers: readonly ClockDelivery[]
  /** Not to start others beside ours. */
  readonly withoutPeers: boolean
  /** Keys of NETWORKS. */
  readonly networks: readonly string[]
  /** Networks are made by our own lines, also where the kernel could. */
  readonly ownLines: boolean
  /** Our own also by a relay on this machine. */
  readonly relay: boolean
  readonly json: string | undefined
  readonly from: string | undefined
  readonly writeReadme: boolean
}

/** Reads a command line; throws a sentence when it asks for what there is not. */
export function latencyOptions(args: readonly string[]): LatencyOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '10' },
      only: { type: 'string' },
      network: { type: 'string' },
      'without-peers': { type: 'boolean', default: false },
      peer: { type: 'string', multiple: true, default: [] },
      'own-lines': { type: 'boolean', default: false },
      relay: { type: 'boolean', default: false },
      json: { type: 'string' },
      from: { type: 'string' },
      'write-readme': { type: 'boolean', default: false },
    },
  })
  const seconds = Number(values.seconds)
  if (!(seconds >= 1 && seconds <= 3600)) throw new Error(`--seconds: expected 1 to 3600, got "${values.seconds}"`)
  const ours = chosen('only', values.only, Object.keys(DELIVERIES), USUAL)
  return {
    seconds,
    deliveries: ours.flatMap(name => DELIVERIES[name] ?? []),
    peers: values.peer.map(peerFrom),
    withoutPeers: values['without-peers'],
    networks: chosen('network', values.network, Object.keys(NETWORKS)),
    ownLines: values['own-lines'],
    relay: values.relay,
    json: values.json,
    from: values.from,
    writeReadme: values['write-readme'],
  }
}

function chosen(
  option: string,
  text: string | undefined,
  known: readonly string[],
  usual: readonly string[] = known,
): readonly string[] {
  const wanted = text?.split(',') ?? usual
  const unknown = wanted.filter(name => !known.includes(name))
  if (unknown.length > 0)
    throw new Error(`--${option}: there is no ${unknown.join(', ')}; there are ${known.join(', ')}`)
  return wanted
}
