import { CliError } from '../error.ts'

const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 }

/** Seconds of a duration such as `24h`; undefined for `ever`. Throws a CliError (exit code 2) for anything else. */
export function duration(text: string): number | undefined {
  if (text === 'ever') return undefined
  const [, count, unit] = /^(\d{1,4})([mhdw])$/.exec(text) ?? []
  const seconds = Number(count) * (SECONDS[unit ?? ''] ?? Number.NaN)
  if (seconds > 0 && seconds <= 10 * 365 * 86_400) return seconds
  throw new CliError(2, `--for: expected a duration such as 30m, 24h, 7d, 4w or ever, got "${text}"`)
}
