import { part, setText } from '../dom.ts'
import type { CameraJson } from '../server/cameraJson.ts'
import { cameraPaths } from '../server/cameraPaths.ts'
import { type CardWords, cardWords, type Thumbnail } from './cardWords.ts'

/** One camera of the list. */
export interface Card {
  readonly element: HTMLElement
  readonly canvas: HTMLCanvasElement
  /** Shows what is known now; `now` in ms since the epoch on the server's clock, `answers` false when it is silent. */
  show(camera: CameraJson, thumbnail: Thumbnail | undefined, now: number, answers: boolean): void
}

/** A new card out of the page's template. */
export function createCard(template: HTMLTemplateElement): Card {
  const element = template.content.firstElementChild?.cloneNode(true)
  if (!(element instanceof HTMLElement)) throw new TypeError('The card template is empty.')
  const link = part(element, 'link', HTMLAnchorElement)
  const texts = (['state', 'name', 'age', 'reason'] as const).map(
    name => [name, part(element, name, HTMLElement)] as const,
  )

  return {
    element,
    canvas: part(element, 'canvas', HTMLCanvasElement),
    show(camera, thumbnail, now, answers) {
      const words: CardWords = cardWords(camera, thumbnail, now, answers)
      link.href = cameraPaths(camera.id).page
      link.ariaLabel = [words.name, words.state, words.reason].filter(Boolean).join('. ')
      link.dataset.state = words.kind
      link.toggleAttribute('data-stale', words.stale)
      for (const [name, target] of texts) setText(target, words[name])
    },
  }
}
