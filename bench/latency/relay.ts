import { relayCode } from '../../test/support/codes.ts'
import { startProgram } from '../../test/support/program.ts'
import { endWithUs } from '../endWithUs.ts'
import { NETWORK_NAMES } from './network.ts'
import type { Cell } from './run.ts'

/** A relay on this machine, for the clock to be published to. */
export interface ClockRelay {
  readonly address: string
  /** What lets publish there. */
  readonly token: string
  close(): Promise<void>
}

/** Starts it; everyone who reaches it may watch. */
export async function startClockRelay(): Promise<ClockRelay> {
  const program = await startProgram(['relay', '--open'])
  const over = endWithUs(program.pid)
  return {
    address: program.address,
    token: await relayCode(program),
    close: async () => {
      await program.end()
      over()
      await program.close()
    },
  }
}

/** The same delivery by way of the relay: no target is set for it, but for what the relay adds. */
export function relayed({ delivery, name, ...rest }: Cell): Cell {
  return { ...rest, delivery: `${delivery}${RELAYED}`, name: `${name}, by a relay` }
}

const RELAYED = ' by a relay'
/** So much may be added to the median of these deliveries, in ms, on one machine. */
const MOST_ADDED: Readonly<Record<string, number>> = { webcodecs: 15, mse: 15, jpeg: 15 }

/** What the relay added to each median, as a sentence for each network; none where nothing was relayed. */
export function addedByRelay(cells: readonly Cell[]): string[] {
  const added = cells.flatMap(({ delivery, name, network, measured }) => {
    const by = cells.find(cell => cell.network === network && cell.delivery === `${delivery}${RELAYED}`)
    if (!by || 'failed' in measured || 'failed' in by.measured) return []
    const ms = by.measured.medianMs - measured.medianMs
    const most = network === 'none' ? MOST_ADDED[delivery] : undefined
    const judged = most === undefined ? '' : ms < most ? ` (less than ${most})` : ` (**missed**, less than ${most})`
    return [{ network, text: `${name} ${ms} ms${judged}` }]
  })
  const networks = [...new Set(added.map(({ network }) => network))]
  return networks.map(network => {
    const texts = added.flatMap(one => (one.network === network ? one.text : []))
    return `Added to the median by a relay on the same machine, ${NETWORK_NAMES[network] ?? network}: ${texts.join(', ')}.`
  })
}
