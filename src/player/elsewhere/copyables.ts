import { part, setText } from '../dom.ts'
import { copy } from './copy.ts'

/** A text to be copied as a whole, under its name. */
export interface Piece {
  readonly label: string
  readonly text: string
}

/** Shows pieces, each with its own button to copy it, out of the page's template "copyable". */
export function showPieces(
  page: Document,
  target: Element,
  pieces: readonly Piece[],
  say: (words: string) => void,
): void {
  const template = part(page, 'copyable', HTMLTemplateElement)
  target.replaceChildren(...pieces.map(piece => element(template, piece, say)))
}

function element(template: HTMLTemplateElement, { label, text }: Piece, say: (words: string) => void): Element {
  const shown = template.content.firstElementChild?.cloneNode(true)
  if (!(shown instanceof HTMLElement)) throw new TypeError('The copyable template is empty.')
  const button = part(shown, 'copy', HTMLButtonElement)
  setText(part(shown, 'label', HTMLElement), label)
  setText(part(shown, 'text', HTMLElement), text)
  button.ariaLabel = `Copy: ${label}`
  button.addEventListener('click', async () => {
    say((await copy(text)) ? 'Copied.' : 'Select the text and copy it by hand.')
  })
  return shown
}
