import { AgentError } from '../../agent/error.ts'
import type { TunnelPlan } from '../../agent/tunnel/command.ts'
import { startTunnel, type TunnelOptions } from '../../agent/tunnel/tunnel.ts'
import { silentLog } from '../../hub/log.ts'
import { Tunnel } from '../../hub/tunnel.ts'
import { CliError } from '../error.ts'

/** A way from the internet to a program, to be measured. */
export interface Way {
  /** The public address. */
  readonly url: string
  /** The owner's Authorization; undefined where none is needed. */
  readonly authorization: string | undefined
}

/** One that was opened only for that. */
export interface OwnWay extends Way {
  close(): Promise<void>
}

/** A server that is there only to be measured, and shows no camera. */
export interface Served {
  /** As the tunnel reaches it. */
  readonly url: string
  readonly authorization?: string
  close(): Promise<void>
}

/** What a tunnel of the doctor's own is made of. */
export interface OwnTunnel extends Pick<TunnelOptions, 'plan' | 'path' | 'env' | 'tools'> {
  /** Where a named tunnel leads, as was set up at Cloudflare; a quick one leads to any free port. */
  readonly port: number
  serve(port: number): Promise<Served>
  readonly signal: AbortSignal
  /** How long the tunnel may take. Default: as long as QUIC and then HTTP/2 may. */
  readonly withinMs?: number
}

const WITHIN_MS = 65_000

/**
 * Opens a tunnel to a server without cameras. Throws AgentError `no_tunnel` with the reason when it does not open, or
 * CliError when its port is taken, and leaves nothing behind then.
 */
export async function openOwnTunnel(wish: OwnTunnel): Promise<OwnWay> {
  const { plan, port, signal, withinMs = WITHIN_MS, serve, ...options } = wish
  const served = await serve(plan.kind === 'named' ? port : 0).catch(cause => {
    throw taken(cause, plan, port)
  })
  const tunnel = new Tunnel()
  const open = startTunnel({ ...options, plan, tunnel, origin: served.url, log: silentLog })
  const close = async () => {
    await open.stop()
    await served.close()
  }
  try {
    return { url: await opened(tunnel, withinMs, signal), authorization: served.authorization, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function opened(tunnel: Tunnel, withinMs: number, signal: AbortSignal): Promise<string> {
  const bound = AbortSignal.any([signal, AbortSignal.timeout(withinMs)])
  await tunnel.stateChanged.until(() => tunnel.state.kind !== 'starting', bound)
  signal.throwIfAborted()
  const { state } = tunnel
  if (state.kind === 'ready') return state.url
  if (state.kind === 'lost') throw new AgentError('no_tunnel', state.reason)
  const hint = 'let this machine reach the internet on port 7844, over UDP or TCP'
  throw new AgentError('no_tunnel', `No tunnel opens within ${Math.round(withinMs / 1000)} s.`, { hint })
}

function taken(cause: unknown, plan: TunnelPlan, port: number): unknown {
  if (plan.kind === 'quick' || !(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) return cause
  const message = `The tunnel of ${plan.hostname} leads to port ${port}, which another program has.`
  return new CliError(1, message, { hint: 'end that program while the doctor measures', cause })
}
