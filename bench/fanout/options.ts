import { parseArgs } from 'node:util'

const KINDS = ['mjpeg', 'live', 'hls'] as const

/** What a run of the fan-out is asked for. */
export interface FanoutOptions {
  readonly seconds: number
  readonly rounds: number
  readonly only: readonly (typeof KINDS)[number][]
  /** Of the usual crowds, how many come: 0 to 1. */
  readonly share: number
  readonly json: string | undefined
  readonly from: string | undefined
  readonly writeDocs: boolean
}

/** Reads a command line; throws a sentence when it asks for what there is not. */
export function fanoutOptions(args: readonly string[]): FanoutOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '6' },
      rounds: { type: 'string', default: '2' },
      share: { type: 'string', default: '1' },
      only: { type: 'string', default: KINDS.join() },
      json: { type: 'string' },
      from: { type: 'string' },
      'write-docs': { type: 'boolean', default: false },
    },
  })
  const only = values.only.split(',').map(name => {
    const kind = KINDS.find(known => known === name)
    if (!kind) throw new Error(`--only: there is no ${name}; there are ${KINDS.join(', ')}`)
    return kind
  })
  return {
    only,
    seconds: numberOf('seconds', values.seconds, 1, 600),
    rounds: numberOf('rounds', values.rounds, 1, 20),
    share: numberOf('share', values.share, 0.01, 1),
    json: values.json,
    from: values.from,
    writeDocs: values['write-docs'],
  }
}

function numberOf(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (!(value >= least && value <= most)) throw new Error(`--${name}: expected ${least} to ${most}, got "${text}"`)
  return value
}
