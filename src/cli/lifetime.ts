/** Ends what was started. */
export type Stop = () => Promise<void>

/** What is said while the program ends. */
export interface Farewell {
  stopping(signal: NodeJS.Signals): void
  crashed(error: unknown): void
}

/** How long the end may take before it is forced, and how long a second signal counts as the first one's echo, in ms. */
export interface EndTimes {
  readonly graceMs: number
  readonly echoMs: number
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs what `start` starts until SIGINT, SIGTERM or SIGHUP (exit code 0) or an error nobody caught (1), stops it once, and
 * gives the exit code. A second signal forces the end; FFmpeg cannot outlive us. `start` must undo its work when it throws;
 * its signal aborts when the end comes before it has started.
 */
export async function untilEnded(
  start: (signal: AbortSignal) => Promise<Stop>,
  farewell: Farewell,
  { graceMs, echoMs }: EndTimes = { graceMs: 5000, echoMs: 500 },
): Promise<number> {
  const end = new AbortController()
  let code = 0
  let endedAt = 0
  const onSignal = (signal: NodeJS.Signals) => {
    // `npm start` passes on the Ctrl-C that the terminal has already sent to all: one key, two signals.
    if (end.signal.aborted && Date.now() - endedAt < echoMs) return
    if (end.signal.aborted) process.exit(130)
    endedAt = Date.now()
    farewell.stopping(signal)
    end.abort()
  }
  const onCrash = (error: unknown) => {
    code = 1
    farewell.crashed(error)
    end.abort()
  }
  for (const signal of signals) process.on(signal, onSignal)
  process.on('uncaughtException', onCrash).on('unhandledRejection', onCrash)
  try {
    await Promise.race([startAndStop(start, end.signal), overdue(end.signal, graceMs)])
  } finally {
    for (const signal of signals) process.off(signal, onSignal)
    process.off('uncaughtException', onCrash).off('unhandledRejection', onCrash)
  }
  return code
}

async function startAndStop(start: (signal: AbortSignal) => Promise<Stop>, signal: AbortSignal): Promise<void> {
  const stop = await start(signal).catch(error => {
    if (signal.aborted) return async () => undefined
    throw error
  })
  await aborted(signal)
  await stop()
}

async function overdue(signal: AbortSignal, ms: number): Promise<void> {
  await aborted(signal)
  await new Promise(resolve => setTimeout(resolve, ms).unref())
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
