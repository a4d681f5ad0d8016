import { ageText, roundAgeText } from '../ageText.ts'
import type { Verdict } from './freshness.ts'

/** A picture may be so far behind, in ms, before a viewer has to know; once told, it is told until it is clearly less. */
const MATTERS_MS = 1000
const SETTLED_MS = 800

/** What the badge says of a live picture's age: '2 s behind', '7 s old', 'age unknown', or '' where it does not matter. */
export function badgeAge({ state, age, behind = 0, veil, repeated }: Verdict, before = ''): string {
  if (state !== 'live' || veil) return ''
  if (age === undefined) return 'age unknown'
  if (repeated) return `${ageText(age)} old`
  if (behind > (before === '' ? MATTERS_MS : SETTLED_MS)) return `${roundAgeText(behind)} behind`
  // A slow camera: it came in time, and is the newest for a while.
  return age - behind > MATTERS_MS ? `${roundAgeText(age)} old` : ''
}

/** How long a picture takes from the server to the screen, as '84 ms'; `errorMs` is how far off the clocks may be. '' while unknown. */
export function delayText(behind: number | undefined, errorMs: number | undefined): string {
  if (behind === undefined || errorMs === undefined) return ''
  const text = behind < 9_950 ? `${Math.round(behind)} ms` : ageText(behind)
  return errorMs > 10 && errorMs > behind / 4 ? `about ${text}` : text
}
