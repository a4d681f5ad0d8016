const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How old something is, for a person: '0.4 s', '12 s', '3 min', '2 h 5 min', '4 days'. Negative ages read as '0.0 s'. */
export function ageText(ms: number): string {
  if (ms < 9.95 * SECOND) return `${(Math.max(0, ms) / SECOND).toFixed(1)} s`
  if (ms < 59.5 * SECOND) return `${Math.round(ms / SECOND)} s`
  if (ms < 59.5 * MINUTE) return `${Math.round(ms / MINUTE)} min`
  if (ms < DAY) return hoursAndMinutes(ms)
  const days = Math.floor(ms / DAY)
  return days === 1 ? '1 day' : `${days} days`
}

/** The same age in whole units, for a line that must not flicker: '3 s' where ageText says '3.4 s'. */
export function roundAgeText(ms: number): string {
  return ms < 9.95 * SECOND ? `${Math.max(1, Math.round(ms / SECOND))} s` : ageText(ms)
}

/** How long something still lasts, rounded as a person would: '5 min', '24 h', '7 days'. Never less than a minute. */
export function leftText(ms: number): string {
  if (ms < 89.5 * MINUTE) return `${Math.max(1, Math.round(ms / MINUTE))} min`
  if (ms < 36 * HOUR) return `${Math.round(ms / HOUR)} h`
  return `${Math.round(ms / DAY)} days`
}

function hoursAndMinutes(ms: number): string {
  const hours = Math.floor(ms / HOUR)
  const minutes = Math.floor((ms % HOUR) / MINUTE)
  return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`
}
