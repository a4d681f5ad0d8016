import { findCloudflared } from '../../agent/tunnel/find.ts'
import { startTunnel } from '../../agent/tunnel/tunnel.ts'
import type { TunnelConfig } from '../../config.ts'
import type { Hub } from '../../hub/hub.ts'
import type { Log } from '../../hub/log.ts'
import { Tunnel } from '../../hub/tunnel.ts'
import type { Flags } from '../flags.ts'
import type { Stop } from '../lifetime.ts'
import { colorsFor } from '../printed/colors.ts'
import { type PrintedLinks, printLinks } from './tunnelLink.ts'
import { tunnelPlan } from './tunnelPlan.ts'

/** Opens the tunnel to our own address `origin`, as `http://127.0.0.1:8080`, and tells the hub how it is. */
export type OpenTunnel = (hub: Hub, origin: string, links: PrintedLinks) => Stop

/** What else is needed to prepare a tunnel. */
export interface Preparing {
  readonly log: Log
  readonly signal: AbortSignal
  /** As it stood in the environment. */
  readonly TUNNEL_TOKEN: string | undefined
}

/** Gets together what the tunnel needs, so that it can be opened once we listen. Throws CliError and AgentError. */
export async function prepareTunnel(
  config: TunnelConfig,
  flags: Flags,
  { log, signal, TUNNEL_TOKEN }: Preparing,
): Promise<OpenTunnel> {
  const { env, stdout } = process
  const plan = await tunnelPlan(config, { TUNNEL_TOKEN })
  const { path, version, streams } = await findCloudflared({ option: flags.cloudflared, env, signal })
  if (!streams) log.warn({ path, version }, `cloudflared ${version} holds pictures back; 2025.4.2 and newer do not.`)
  return (hub, origin, links) => {
    const tunnel = new Tunnel()
    hub.tunnel = tunnel
    const ending = new AbortController()
    const { signal } = ending
    const print = (text: string) => stdout.write(text)
    void printLinks(tunnel, links, { log: flags.log, colors: colorsFor(stdout), print, signal })
    const open = startTunnel({ tunnel, plan, origin, path, env, log })
    return async () => {
      ending.abort()
      await open.stop()
    }
  }
}
