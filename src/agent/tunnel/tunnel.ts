import type { Log } from '../../hub/log.ts'
import type { Tunnel } from '../../hub/tunnel.ts'
import { machineClock } from '../clock.ts'
import type { TunnelPlan } from './command.ts'
import { keepTunnel } from './keep.ts'
import { runTunnel, type TunnelTools } from './run.ts'

const READY_WITHIN_MS = 30_000
/** cloudflared tries for ever, but Cloudflare forgets a quick tunnel that was away for long: then only a new one helps. */
const BACK_WITHIN_MS = 5 * 60_000

/** A tunnel that is kept open. */
export interface OpenTunnel {
  /** Ends cloudflared for good; resolves when it is gone, in any case within seconds. */
  stop(): Promise<void>
}

export interface TunnelOptions {
  /** Where its state goes. */
  readonly tunnel: Tunnel
  readonly plan: TunnelPlan
  /** Our own address, as `http://127.0.0.1:8080`. */
  readonly origin: string
  /** Path of cloudflared. */
  readonly path: string
  /** What cloudflared's environment is made from. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: Log
  /** What a test may own. Default: the machine's, and 30 s to open over QUIC. */
  readonly tools?: Partial<Pick<TunnelTools, 'clock' | 'fetch' | 'readyWithinMs' | 'backWithinMs'>>
}

/** Opens a tunnel to our own address through Cloudflare, and keeps it open until it is stopped. */
export function startTunnel({ tunnel, tools, ...options }: TunnelOptions): OpenTunnel {
  const stopping = new AbortController()
  const { signal } = stopping
  const { log } = options
  const common = { clock: machineClock, fetch, readyWithinMs: READY_WITHIN_MS, backWithinMs: BACK_WITHIN_MS, ...tools }
  const { clock } = common
  const kept = keepTunnel(tunnel, { run: run => runTunnel(run, { ...common, ...options, signal }), log, clock, signal })
  return {
    stop: () => {
      stopping.abort()
      return kept
    },
  }
}
