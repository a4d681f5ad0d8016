import { part, setText } from '../dom.ts'
import type { CameraState } from '../server/cameraJson.ts'
import { badgeAge } from '../sight/ageWords.ts'
import type { Verdict } from '../sight/freshness.ts'

/** What the badge says. Never colour alone, and never "Live" for a picture that has stopped. */
export const STATE_TEXT: Readonly<Record<CameraState['kind'], string>> = {
  live: 'Live',
  starting: 'Starting',
  lost: 'Not live',
  idle: 'Asleep',
}

/**
 * Shows verdicts on the page: the badge, the veil, the title, the words for screen readers, and data-state and
 * data-age on the root element.
 */
export function stageView(page: Document, cameraName: () => string): (verdict: Verdict) => void {
  const root = page.documentElement
  const stage = part(page, 'stage', HTMLElement)
  const badge = part(page, 'badge', HTMLElement)
  const age = part(page, 'age', HTMLElement)
  const title = part(page, 'veil-title', HTMLElement)
  const detail = part(page, 'veil-detail', HTMLElement)
  const announcement = part(page, 'announcement', HTMLElement)
  let announced: string = ''
  let ageShownAt = 0

  return verdict => {
    root.dataset.state = verdict.state
    if (verdict.age === undefined) delete root.dataset.age
    else root.dataset.age = String(Math.round(verdict.age))
    stage.toggleAttribute('data-veiled', verdict.veil !== undefined)
    badge.toggleAttribute('data-late', verdict.late)
    setText(part(badge, 'state', HTMLElement), verdict.veil && verdict.state === 'live' ? '' : stateText(verdict))
    if (verdict.veil) {
      setText(title, verdict.veil.title)
      setText(detail, verdict.veil.detail)
    }
    // Once a second is enough to read, and calm.
    if (performance.now() - ageShownAt > 950 || verdict.state !== announced) {
      ageShownAt = performance.now()
      setText(age, badgeAge(verdict, age.textContent ?? ''))
    }
    if (verdict.state === announced) return
    announced = verdict.state
    page.title = `${cameraName()} · ${stateText(verdict).toLowerCase()}`
    setText(announcement, [stateText(verdict), verdict.veil?.detail].filter(Boolean).join('. '))
  }
}

function stateText({ state, repeated }: Verdict): string {
  return repeated ? 'Newest picture' : STATE_TEXT[state]
}
