import { part, setText } from '../dom.ts'

/** What the stage says in place of a picture, or over it. */
export interface Veil {
  readonly title: string
  readonly detail: string
  /** Something is wrong. */
  readonly wrong?: boolean
}

/** What is to be seen: a badge and a line while it goes on, else a veil, or nothing over the preview. */
export interface Scenery {
  readonly state: 'idle' | 'starting' | 'live' | 'lost'
  readonly badge?: string
  /** When it began, as '14:03'. */
  readonly since?: string | undefined
  readonly line: string
  readonly veil?: Veil | undefined
}

/** Shows it, and fits the stage to the picture of the preview. */
export function openStage(page: Document, preview: HTMLVideoElement): (scenery: Scenery) => void {
  const root = page.documentElement
  const stage = part(page, 'stage', HTMLElement)
  const badge = part(page, 'badge', HTMLElement)
  preview.addEventListener('resize', () => {
    const { videoWidth, videoHeight } = preview
    if (videoHeight > 0) root.style.setProperty('--ratio', String(videoWidth / videoHeight))
  })
  return ({ state, badge: text, since, line, veil }) => {
    root.dataset.state = veil?.wrong ? 'lost' : state
    stage.toggleAttribute('data-veiled', veil !== undefined)
    setText(part(page, 'veil-title', HTMLElement), veil?.title ?? '')
    setText(part(page, 'veil-detail', HTMLElement), veil?.detail ?? '')
    badge.hidden = text === undefined
    setText(part(badge, 'state', HTMLElement), text ?? '')
    setText(part(badge, 'since', HTMLElement), since ? `since ${since}` : '')
    setText(part(page, 'status', HTMLElement), line)
  }
}
