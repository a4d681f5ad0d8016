import { once } from 'node:events'
import type { WebSocket } from 'ws'
import type { MeasuredWay } from './measure.ts'
import { authorized, boundOf, whatStatusSays, whyFailed } from './probe.ts'

const WITHIN_MS = 15_000
const PINGS = 20

/** How a WebSocket does: round trips in ms; or why there is none, as the end of "it …". */
export type SocketMeasured =
  | { readonly roundTripMs: { readonly median: number; readonly p95: number } }
  | { readonly refused: string }

/** Sends twenty messages, one after the other, over a WebSocket that echoes them. Throws only when `signal` aborts. */
export async function measureSocket(way: MeasuredWay): Promise<SocketMeasured> {
  way.signal.throwIfAborted()
  const bound = boundOf(way, WITHIN_MS)
  const socket = way.connect(`${way.url.replace(/^http/, 'ws')}/api/probe/socket`, authorized(way))
  socket.on('error', () => undefined) // one that comes when nobody waits any more
  try {
    const refused = await opening(socket, bound)
    if (refused !== undefined) return { refused }
    await echo(socket, bound) // the first one warms the way up
    const times: number[] = []
    while (times.length < PINGS) times.push(await echo(socket, bound))
    return { roundTripMs: { median: quantile(times, 0.5), p95: quantile(times, 0.95) } }
  } catch (error) {
    way.signal.throwIfAborted()
    if (bound.aborted) return { refused: `answers nothing within ${WITHIN_MS / 1000} s` }
    return { refused: `fails: ${whyFailed(error)}` }
  } finally {
    socket.terminate()
  }
}

/** Undefined once it is open; else what is answered instead. */
async function opening(socket: WebSocket, signal: AbortSignal): Promise<string | undefined> {
  const over = new AbortController()
  const either = { signal: AbortSignal.any([signal, over.signal]) }
  const refused = once(socket, 'unexpected-response', either).then(([, { statusCode }]) => whatStatusSays(statusCode))
  refused.catch(() => undefined)
  try {
    return await Promise.race([once(socket, 'open', either).then(() => undefined), refused])
  } finally {
    over.abort()
  }
}

async function echo(socket: WebSocket, signal: AbortSignal): Promise<number> {
  const sentAt = performance.now()
  socket.send('ping')
  const closed = new AbortController()
  const onClose = (code: number) => closed.abort(new Error(`it is closed (${code})`))
  socket.once('close', onClose)
  try {
    await once(socket, 'message', { signal: AbortSignal.any([signal, closed.signal]) })
  } finally {
    socket.off('close', onClose)
  }
  return performance.now() - sentAt
}

/** The nearest of the measured values, to a tenth. */
function quantile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return Math.round((sorted[Math.ceil(sorted.length * part) - 1] ?? 0) * 10) / 10
}
