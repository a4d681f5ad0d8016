import { browserArgs, type Edge, startEdge } from '../../test/support/edge.ts'
import { startLine } from './line.ts'
import type { Network } from './network.ts'

/** What a browser has to know to come to a server over a network. */
export interface Way {
  /** The server's address as the browser opens it. */
  readonly address: string
  readonly browserArgs: readonly string[]
  close(): Promise<void>
}

/** A server that pictures come from; `edge` where something that speaks TLS and HTTP/2 stands before it already. */
export interface Origin {
  readonly address: string
  readonly edge?: Pick<Edge, 'url' | 'hostname' | 'port'>
}

const PEER = 'peer-behind-a-line.test'

/**
 * The way to a server over a network, by TLS and HTTP/2: what does not speak them gets our stand-in for an edge before it.
 * Without a network it is opened where it is.
 */
export async function openWay(origin: Origin, network: Network | undefined): Promise<Way> {
  const { address } = origin
  if (!network) return { address, browserArgs: [], close: async () => undefined }
  const { protocol, hostname, port } = new URL(address)
  if (protocol === 'https:') {
    const line = await startLine({ host: hostname, port: Number(port || 443) }, network)
    return { address, browserArgs: browserArgs({ hostname, port: line.port }), close: line.close }
  }
  const own = origin.edge ? undefined : await startEdge({ origin: address, hostname: PEER })
  const edge = origin.edge ?? own
  if (!edge) throw new Error('an origin without an edge has just got one')
  const line = await startLine({ port: edge.port }, network)
  return {
    address: edge.url,
    browserArgs: browserArgs({ hostname: edge.hostname, port: line.port }),
    close: async () => {
      await line.close()
      await own?.close()
    },
  }
}
