/** One thing the doctor looked at. `gap`: a picture can be had without it. `missing`: it can't. */
export interface Finding {
  readonly state: 'ok' | 'gap' | 'missing'
  readonly what: string
  readonly detail: string
  /** The command that mends it, or a sentence where no command does. */
  readonly mend?: string
}

/** Whether a picture can be had. */
export function isWell(findings: readonly Finding[]): boolean {
  return findings.every(({ state }) => state !== 'missing')
}
