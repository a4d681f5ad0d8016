import { AgentError } from '../../error.ts'
import type { MeasuredWay } from './measure.ts'

/**
 * Asks one of the probes, as `stream`. Throws AgentError with a sentence when there is no answer before `bound` aborts,
 * or none that is good. What comes behind the head ends with an error when it aborts.
 */
export async function askProbe(probe: string, bound: AbortSignal, way: MeasuredWay): Promise<Response> {
  const { url, fetch, signal } = way
  const asked = fetch(`${url}/api/probe/${probe}`, { headers: authorized(way), signal: bound })
  const response = await asked.catch((cause: unknown) => {
    signal.throwIfAborted()
    const why = bound.aborted ? 'nothing came in time' : whyFailed(cause)
    throw new AgentError('no_answer', `${url} does not answer: ${why}.`, { cause })
  })
  if (response.ok) return response
  await response.body?.cancel()
  throw new AgentError('bad_answer', `${url} does not let itself be measured: it ${whatStatusSays(response.status)}.`)
}

/** Aborts with the way's own signal, and after `ms`. */
export function boundOf({ signal }: MeasuredWay, ms: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(ms)])
}

/** The headers of whoever measures. */
export function authorized({ authorization }: MeasuredWay): Record<string, string> {
  return authorization === undefined ? {} : { Authorization: authorization }
}

/** Why nothing could be connected to, as the end of a sentence. */
export function whyFailed(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = inner instanceof Error && 'code' in inner ? inner.code : undefined
  if (code === 'ENOTFOUND') return 'its name is not known (yet)'
  if (code === 'EAI_AGAIN') return 'names can’t be looked up, as without a network'
  return inner instanceof Error ? inner.message || inner.name : String(inner)
}

/** What an answer that is no success means, as the end of "it …". */
export function whatStatusSays(status: number): string {
  return `answers ${status}${meanings[status] === undefined ? '' : `, ${meanings[status]}`}`
}

// The last two are Cloudflare's own.
const meanings: Readonly<Record<number, string>> = {
  401: 'as to somebody who may not',
  403: 'as to somebody who may not',
  404: 'as another program or an older tunnelcam would',
  429: 'that it is asked too much at the moment',
  501: 'that it has none',
  502: 'that nothing answers behind the tunnel',
  524: 'that the program took too long',
  530: 'that no tunnel leads here',
}
