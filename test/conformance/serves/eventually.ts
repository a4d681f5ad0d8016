import { until } from '../../support/until.ts'

/** Waits until a condition holds: long enough for a machine on which five hosts run at once, and others. */
export function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  return until(what, holds, 40_000)
}
