import type { Log } from '../../hub/log.ts'
import type { Clock } from '../clock.ts'
import { startChild } from '../process/child.ts'
import { type TunnelCommand, type TunnelPlan, tunnelCommand } from './command.ts'
import { emptyConfig } from './emptyConfig.ts'
import { type TunnelFailure, whyItEnded } from './ending.ts'
import { watchReadiness } from './readiness.ts'
import { Said } from './said.ts'

/** cloudflared lets open requests finish for 2 s (TUNNEL_GRACE_PERIOD); who ignores SIGTERM is killed after this. */
const GRACE_MS = 2500
/** Lines of its JSON log must not be cut. */
const LINE_WIDTH = 4096

/** How a run of cloudflared ended. `late`: we ended it, because it did not open or come back in time. */
export type TunnelEnd =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'late' }
  | ({ readonly kind: 'failed'; readonly openMs: number } & TunnelFailure)

/** What one run is made of, and who is told. */
export interface TunnelRun {
  readonly protocol: 'auto' | 'http2'
  onReady(url: string): void
  /** `trouble`: the last error it logged. */
  onLost(trouble: string | undefined): void
  /** Not open, or if it had `opened` not back, in time: whether to go on waiting. */
  onLate(trouble: string | undefined, opened: boolean): 'wait' | 'end'
}

/** What every run has in common. */
export interface TunnelTools {
  /** Path of cloudflared. */
  readonly path: string
  readonly plan: TunnelPlan
  /** Our own address, as `http://127.0.0.1:8080`. */
  readonly origin: string
  readonly env: TunnelCommand['env']
  /** How long a tunnel may take to open, in ms. */
  readonly readyWithinMs: number
  /** How long one that broke off may take to come back, in ms. */
  readonly backWithinMs: number
  readonly log: Log
  readonly clock: Clock
  readonly fetch: typeof fetch
  readonly signal: AbortSignal
}

/** Runs cloudflared once, to its end, which comes with `signal` at the latest; never rejects. */
export async function runTunnel(run: TunnelRun, tools: TunnelTools): Promise<TunnelEnd> {
  const { plan, origin, clock, log, signal, env } = tools
  const said = new Said()
  const command = tunnelCommand(plan, { origin, protocol: run.protocol, env, emptyConfig: await emptyConfig() })
  const child = startChild(tools.path, command.args, {
    outputs: 0,
    env: command.env,
    graceMs: GRACE_MS,
    lineWidth: LINE_WIDTH,
    onLine: line => {
      const { level, message } = said.take(line)
      log.debug({ program: 'cloudflared', level }, message)
    },
  })
  const over = new AbortController()
  void child.ended.then(() => over.abort())
  const open = stopwatch(clock)
  const watched = await watchReadiness({
    url: () => (plan.kind === 'named' ? `https://${plan.hostname}` : said.url),
    metrics: () => said.metrics,
    onReady: url => {
      open.start()
      said.trouble = undefined
      run.onReady(url)
    },
    onLost: () => {
      open.stop()
      run.onLost(said.trouble)
    },
    onLate: () => run.onLate(said.trouble, open.started()),
    readyWithinMs: tools.readyWithinMs,
    backWithinMs: tools.backWithinMs,
    clock,
    fetch: tools.fetch,
    signal: AbortSignal.any([signal, over.signal]),
  })
  const exit = await child.stop()
  open.stop()
  if (signal.aborted) return { kind: 'stopped' }
  if (watched === 'late') return { kind: 'late' }
  const facts = { trouble: said.trouble, opened: open.started(), named: plan.kind === 'named' }
  return { kind: 'failed', openMs: open.ms(), ...whyItEnded(exit, facts) }
}

/** Adds up the time between starts and stops. */
function stopwatch(clock: Clock) {
  let since: number | undefined
  let total: number | undefined
  return {
    start: () => {
      since ??= clock.now()
      total ??= 0
    },
    stop: () => {
      if (since !== undefined) total = (total ?? 0) + clock.now() - since
      since = undefined
    },
    started: () => total !== undefined,
    ms: () => total ?? 0,
  }
}
