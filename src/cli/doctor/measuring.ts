import { WebSocket } from 'ws'
import { Access } from '../../access/access.ts'
import { unkept } from '../../access/unkept.ts'
import { findCloudflared } from '../../agent/tunnel/find.ts'
import { Hub } from '../../hub/hub.ts'
import { silentLog } from '../../hub/log.ts'
import { listen } from '../../runtimes/node.ts'
import { atDesk } from '../access/desk.ts'
import type { Flags } from '../flags.ts'
import { tunnelPlan } from '../tunnel/tunnelPlan.ts'
import type { ConfigExamined } from './config.ts'
import type { Finding } from './finding.ts'
import { openOwnTunnel, type Served, type Way } from './ownTunnel.ts'
import { examineThroughTunnel } from './throughTunnel.ts'

/** Measures the tunnel that the configuration and the flags speak of, else a quick one. */
export async function throughTunnel(config: ConfigExamined, flags: Flags): Promise<Finding[]> {
  const { listen, tunnel = { kind: 'quick' } } = config
  if (!listen) return [{ state: 'missing', what: 'Tunnel', detail: 'not measured: mend the configuration first' }]
  const { signal } = new AbortController() // Ctrl-C ends us, and cloudflared with us
  const { env } = process
  return examineThroughTunnel({
    running: () => runningWay(flags),
    open: async () => {
      const plan = await tunnelPlan(tunnel, env)
      const { path } = await findCloudflared({ option: flags.cloudflared, env, signal })
      return openOwnTunnel({ plan, path, env, port: listen.port, serve: serveNothing, signal })
    },
    fetch,
    connect: (url, headers) => new WebSocket(url, { headers, handshakeTimeout: 10_000, perMessageDeflate: false }),
    signal,
  })
}

/** The program that runs on this machine with a tunnel, if there is one. */
function runningWay(flags: Flags): Promise<Way | undefined> {
  return atDesk(flags, async ({ access, running }) => {
    const url = running.find(({ tunnel }) => tunnel !== undefined)?.tunnel
    return url === undefined ? undefined : { url, authorization: `Bearer ${access.printedCodes.owner}` }
  })
}

/** The program without a camera, and with an owner of its own: a tunnel leads to nothing that anybody could see. */
async function serveNothing(port: number): Promise<Served> {
  const access = await Access.open(unkept(), { log: silentLog, limits: { perCamera: 1, perLink: 1 } })
  const gate = { access, open: false, trust: { proxies: [], tunnel: () => true } }
  const server = await listen({ hub: new Hub(), host: '127.0.0.1', port, gate, log: silentLog })
  return {
    url: server.url,
    authorization: `Bearer ${access.printedCodes.owner}`,
    close: async () => {
      await server.close()
      await access.close()
    },
  }
}
