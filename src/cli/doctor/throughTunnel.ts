import { AgentError } from '../../agent/error.ts'
import { type MeasuredWay, measureWay } from '../../agent/tunnel/measure/measure.ts'
import { reach } from '../../agent/tunnel/measure/reach.ts'
import { CliError } from '../error.ts'
import type { Finding } from './finding.ts'
import type { OwnWay, Way } from './ownTunnel.ts'
import { wayFindings } from './wayFindings.ts'

/** Where the way comes from, and what it is measured with. */
export interface Measuring extends Pick<MeasuredWay, 'fetch' | 'connect' | 'signal'> {
  /** The program that runs already with a tunnel, if there is one. */
  running(): Promise<Way | undefined>
  /** Opens a tunnel of the doctor's own. Throws AgentError or CliError. */
  open(): Promise<OwnWay>
  /** How long the new address may take to be known. Default: 20 s. */
  readonly reachedWithinMs?: number
}

/**
 * What a tunnel does to a picture: through the one of the program that runs, else through one that is opened for this
 * and closed again. Without one, nothing is seen from elsewhere, which is what was asked for.
 */
export async function examineThroughTunnel(measuring: Measuring): Promise<Finding[]> {
  try {
    const running = await measuring.running()
    if (running) return await examine(running, 'of the program that runs', measuring)
    const own = await measuring.open()
    try {
      return await examine(own, 'opened to be measured', measuring)
    } finally {
      await own.close()
    }
  } catch (error) {
    if (!(error instanceof AgentError || error instanceof CliError)) throw error
    return [failed(error)]
  }
}

async function examine(way: Way, which: string, measuring: Measuring): Promise<Finding[]> {
  const { fetch, connect, signal, reachedWithinMs = 20_000 } = measuring
  const measured = { ...way, fetch, connect, signal }
  await reach(measured, reachedWithinMs)
  const quick = new URL(way.url).hostname.endsWith('.trycloudflare.com')
  return [
    { state: 'ok', what: 'Tunnel', detail: `${way.url}, ${which}` },
    ...wayFindings(await measureWay(measured), quick),
  ]
}

function failed(error: AgentError | CliError): Finding {
  const what = 'Tunnel'
  // How to get cloudflared is said where it was looked for.
  if (error instanceof AgentError && /^cloudflared_(missing|broken)$/.test(error.code))
    return { state: 'missing', what, detail: 'can’t be opened without cloudflared' }
  return { state: 'missing', what, detail: error.message, ...(error.hint && { mend: error.hint }) }
}
