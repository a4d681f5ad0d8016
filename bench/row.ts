/** One line of the table: a figure of the issue, what was measured for it here and now, and whether that is enough. */
export interface Row {
  readonly figure: string
  readonly measured: string
  readonly target: string
  readonly verdict: 'met' | 'missed' | 'not here' | 'for information'
  /** The numbers behind `measured`, for --json; units are in the names. */
  readonly values: Readonly<Record<string, number>>
}

/** How long each figure may take: `quick` gives up precision for time. */
export interface Pace {
  readonly quick: boolean
}

/** A line for what can't be measured on this machine, with the reason. */
export function notHere(figure: string, target: string, why: string): Row {
  return { figure, measured: why, target, verdict: 'not here', values: {} }
}

/** The verdict of a figure that has a target. */
export function verdict(met: boolean): 'met' | 'missed' {
  return met ? 'met' : 'missed'
}
