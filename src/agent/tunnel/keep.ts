import type { Log } from '../../hub/log.ts'
import type { Tunnel } from '../../hub/tunnel.ts'
import { BackOff } from '../backOff.ts'
import type { Clock } from '../clock.ts'
import { sentence } from './ending.ts'
import type { TunnelEnd, TunnelRun } from './run.ts'

const HEALTHY_MS = 10_000
/** Cloudflare gives quick tunnels to whoever asks, but not to who asks all the time. */
const BOUNDS = { shortestMs: 1000, longestMs: 60_000 }

export interface Keeping {
  /** Runs cloudflared once, to its end; never rejects. */
  run(run: TunnelRun): Promise<TunnelEnd>
  readonly log: Log
  readonly clock: Clock
  readonly random?: () => number
  readonly signal: AbortSignal
}

/**
 * Keeps a tunnel open and tells its state. Where QUIC (UDP 7844) does not get through in time it goes over HTTP/2 (TCP
 * 7844), as cloudflared does not by itself. Resolves when `signal` aborts, or when no further try could succeed.
 */
export async function keepTunnel(tunnel: Tunnel, { run, log, clock, random, signal }: Keeping): Promise<void> {
  const backOff = new BackOff(random, BOUNDS)
  let protocol: 'auto' | 'http2' = 'auto'
  let known: string | undefined
  let hasRun = false
  const onReady = (url: string) => {
    tunnel.setState({ kind: 'ready', url })
    // A new address is for whoever waits for it to tell.
    if (url === known) log.info({ url }, `The tunnel is open again: ${url}`)
    else log.debug({ url }, `The tunnel is open: ${url}`)
    known = url
  }
  const lost = (reason: string, facts: object = {}) => {
    tunnel.setState({ kind: 'lost', reason })
    log.warn(facts, `tunnel lost: ${reason}`)
  }
  while (!signal.aborted) {
    if (hasRun) tunnel.restarts++
    hasRun = true
    const end = await run({
      protocol,
      onReady,
      onLost: trouble => lost(`The connection to Cloudflare broke off; it is tried again.${said(trouble)}`),
      onLate: (trouble, opened) => {
        if (protocol === 'auto' || opened) return 'end'
        lost(`Cloudflare can't be reached, neither over UDP nor over TCP port 7844; it is tried on.${said(trouble)}`)
        return 'wait'
      },
    })
    if (end.kind === 'stopped') return
    if (end.kind === 'late') {
      protocol = protocol === 'auto' ? 'http2' : 'auto'
      log.warn({ protocol }, `The tunnel does not open in time. Trying ${routes[protocol]}.`)
      continue
    }
    if (end.openMs >= HEALTHY_MS) backOff.reset()
    if (end.hopeless) return lost(end.reason, { code: end.code })
    const ms = backOff.next()
    lost(end.reason, { code: end.code, retryInMs: Math.round(ms) })
    await clock.sleep(ms, signal)
  }
}

const routes = { auto: 'QUIC (UDP port 7844)', http2: 'HTTP/2 (TCP port 7844)' }

function said(trouble: string | undefined): string {
  return trouble === undefined ? '' : ` cloudflared said: ${sentence(trouble)}`
}
