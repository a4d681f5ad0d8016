import { ageText, roundAgeText } from '../ageText.ts'
import { badgeAge } from '../sight/ageWords.ts'
import type { Verdict } from '../sight/freshness.ts'

/** What is said over the picture. */
export interface ViewWords {
  readonly state: 'starting' | 'live' | 'lost'
  /** The picture is to be greyed, so that nobody takes it for live. */
  readonly marked: boolean
  /** How old it is, where that matters: '12 s old'. */
  readonly age: string
  /** Why there is no live picture, a sentence; '' while there is. */
  readonly reason: string
}

/** The words for a verdict. `repeats`: a source that has no other picture until somebody makes one. */
export function viewWords(verdict: Verdict, repeats: boolean): ViewWords {
  const { state, age, veil } = verdict
  if (repeats && age !== undefined && state !== 'lost')
    return { state: 'live', marked: false, age: `${ageText(age)} old`, reason: '' }
  if (!veil) return { state: state === 'idle' ? 'starting' : state, marked: false, age: badgeAge(verdict), reason: '' }
  const title = age === undefined ? (state === 'lost' ? 'No picture' : '') : `${roundAgeText(age)} old`
  return { state: state === 'lost' ? 'lost' : 'starting', marked: true, age: title, reason: veil.detail }
}
