import { part, setText } from '../dom.ts'
import type { Ended } from './accessWords.ts'

/**
 * Says that this page's access has ended, with a button that leads to the page for a code, and tells the root element
 * (data-ended); undefined takes that back.
 */
export function showEnded(page: Document, ended: Ended | undefined): void {
  const panel = part(page, 'ended', HTMLElement)
  panel.hidden = ended === undefined
  if (!ended) {
    delete page.documentElement.dataset.ended
    return
  }
  page.documentElement.dataset.ended = ended.kind
  setText(part(panel, 'ended-title', HTMLElement), ended.title)
  setText(part(panel, 'ended-detail', HTMLElement), ended.detail)
  part(panel, 'enter-code', HTMLButtonElement).onclick = () => location.reload()
}
