import type { Clock } from '../clock.ts'

const OPENING_POLL_MS = 250
const OPEN_POLL_MS = 1000
const ANSWER_MS = 2000
/** So many polls without any answer mean that it is not open; one may just have been a busy machine. */
const SILENT_POLLS = 3

/** What a run of cloudflared is watched by. */
export interface Readiness {
  /** The tunnel's address, once it is known. */
  url(): string | undefined
  /** Where cloudflared tells how it is, once that is known: `127.0.0.1:20241`. */
  metrics(): string | undefined
  /** The tunnel can be opened: called at each change to that. */
  onReady(url: string): void
  /** The tunnel could be opened, and can't any more; cloudflared tries to mend that by itself. */
  onLost(): void
  /** Called once each time it does not open, or does not come back, in time: whether to go on waiting. */
  onLate(): 'wait' | 'end'
  /** How long it may take to open, in ms. */
  readonly readyWithinMs: number
  /** How long it may take to come back, in ms. */
  readonly backWithinMs: number
  readonly clock: Clock
  readonly fetch: typeof fetch
  readonly signal: AbortSignal
}

/** Asks cloudflared again and again whether its tunnel is open. Resolves with `late` when onLate says to end, else on abort. */
export async function watchReadiness(readiness: Readiness): Promise<'late' | 'aborted'> {
  const { clock, signal } = readiness
  let open = false
  let silent = 0
  let dueAt: number | undefined = clock.now() + readiness.readyWithinMs
  while (!signal.aborted) {
    const url = readiness.url() ?? (await askForUrl(readiness))
    const up = url === undefined ? false : await isUp(readiness)
    silent = up === undefined ? silent + 1 : 0
    if (signal.aborted) break
    if (up && url !== undefined && !open) {
      open = true
      readiness.onReady(url)
    } else if (open && (up === false || silent >= SILENT_POLLS)) {
      open = false
      dueAt = clock.now() + readiness.backWithinMs
      readiness.onLost()
    } else if (!open && dueAt !== undefined && clock.now() >= dueAt) {
      dueAt = undefined
      if (readiness.onLate() === 'end') return 'late'
    }
    await clock.sleep(open ? OPEN_POLL_MS : OPENING_POLL_MS, signal)
  }
  return 'aborted'
}

/** Whether `/ready` answers 200: it has a connection to Cloudflare. Undefined without an answer. */
async function isUp(readiness: Readiness): Promise<boolean | undefined> {
  return (await ask(readiness, '/ready'))?.ok
}

/** The address of a quick tunnel whose line was not understood. */
async function askForUrl(readiness: Readiness): Promise<string | undefined> {
  const answer = await ask(readiness, '/quicktunnel')
  const hostname = answer?.ok ? /"hostname":\s*"([a-z0-9.-]+)"/.exec(answer.text)?.[1] : undefined
  return hostname === undefined ? undefined : `https://${hostname}`
}

// AbortSignal.any would do, but asked for every second it leaves something behind at `signal`, which lives for months.
async function ask(
  { metrics, fetch, signal }: Readiness,
  path: string,
): Promise<{ ok: boolean; text: string } | undefined> {
  const address = metrics()
  if (address === undefined || signal.aborted) return undefined
  const giveUp = new AbortController()
  const end = () => giveUp.abort()
  const timer = setTimeout(end, ANSWER_MS)
  signal.addEventListener('abort', end)
  try {
    const response = await fetch(`http://${address}${path}`, { signal: giveUp.signal })
    return { ok: response.ok, text: await response.text() }
  } catch {
    return undefined // it does not answer yet, or no longer
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
  }
}
