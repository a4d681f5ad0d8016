import { browserArgs, type Edge, startEdge } from '../../test/support/edge.ts'
import { startLine } from './line.ts'
import { netemNamespace } from './netem.ts'
import type { Network } from './network.ts'

/** What a browser has to know to come to a server over a network. */
export interface Way {
  /** The server's address as the browser opens it. */
  readonly address: string
  readonly browserArgs: readonly string[]
  /** Stands before the browser's command, where it has to run somewhere else. */
  readonly inside?: readonly string[]
  close(): Promise<void>
}

/** A server that pictures come from; `edge` where something that speaks TLS and HTTP/2 stands before it already. */
export interface Origin {
  readonly address: string
  readonly edge?: Pick<Edge, 'url' | 'hostname' | 'port'>
}

/** Who delays: lines of our own, or the kernel. */
export type Delaying = 'lines' | 'netem'

const PEER = 'peer-behind-a-line.test'

/**
 * The way to a server over a network, by TLS and HTTP/2: what does not speak them gets our stand-in for an edge before it.
 * Without a network it is opened where it is.
 */
export async function openWay(origin: Origin, network: Network | undefined, delaying: Delaying): Promise<Way> {
  const { address } = origin
  if (!network) return { address, browserArgs: [], close: async () => undefined }
  const { protocol, hostname, port } = new URL(address)
  if (protocol === 'https:') {
    const led = await lead({ host: hostname, port: Number(port || 443) }, network, delaying)
    return { ...led, address, browserArgs: browserArgs({ hostname, ...led }) }
  }
  const own = origin.edge ? undefined : await startEdge({ origin: address, hostname: PEER })
  const edge = origin.edge ?? own
  if (!edge) throw new Error('an origin without an edge has just got one')
  const led = await lead({ port: edge.port }, network, delaying)
  return {
    ...led,
    address: edge.url,
    browserArgs: browserArgs({ hostname: edge.hostname, ...led }),
    close: async () => {
      await led.close()
      await own?.close()
    },
  }
}

interface Led extends Pick<Way, 'inside' | 'close'> {
  readonly host?: string
  readonly port: number
}

/** Where a browser finds `target` at the other end of a network. */
async function lead(target: { port: number; host?: string }, network: Network, delaying: Delaying): Promise<Led> {
  if (delaying === 'lines') return startLine(target, network)
  const namespace = netemNamespace(network)
  // What is reached from this machine alone is led out to the namespace's wire.
  const line = await startLine(target, { oneWayMs: 0, jitterMs: 0 }, namespace.host)
  return {
    ...{ host: namespace.host, port: line.port, inside: namespace.inside },
    close: async () => {
      await line.close()
      namespace.close()
    },
  }
}
