/** A clock's rounding must not cost a picture, in ms. */
const SLACK_MS = 2

/** Says of each picture in turn whether it is one of at most `rate` a second, evenly. Times in ms. */
export function evenly(rate: number): (at: number, always: boolean) => boolean {
  const each = 1000 / rate
  let due: number | undefined
  return (at, always) => {
    if (due !== undefined && Math.abs(at - due) > 2 * each + 1000) due = undefined // the stamps have jumped
    const keep = always || due === undefined || at + SLACK_MS >= due
    if (keep) due = due === undefined || always || at - due > each ? at + each : due + each
    return keep
  }
}
