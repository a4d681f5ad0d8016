/** For how long a link may be used: its name, and the seconds (null: until it is revoked). */
export interface Duration {
  readonly name: string
  readonly seconds: number | null
}

const HOUR = 3600
const DAY = 24 * HOUR

/** The durations that are offered, the shortest first. */
export const DURATIONS: readonly Duration[] = [
  { name: '1 hour', seconds: HOUR },
  { name: '24 hours', seconds: DAY },
  { name: '7 days', seconds: 7 * DAY },
  { name: '30 days', seconds: 30 * DAY },
  { name: 'Until revoked', seconds: null },
]

/** The seconds of the duration with this name; null (until revoked) for the one that says so. */
export function secondsOf(name: string): number | null {
  const found = DURATIONS.find(duration => duration.name === name)
  if (!found) throw new TypeError(`There is no duration "${name}".`)
  return found.seconds
}
