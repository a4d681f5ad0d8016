/**
 * The element of this kind with data-part="name" inside `root`. Throws when the page has none: page and program do
 * not fit together.
 */
export function part<T extends Element>(root: ParentNode, name: string, kind: new () => T): T {
  const found = root.querySelector(`[data-part="${name}"]`)
  if (found instanceof kind) return found
  throw new TypeError(`The page has no ${kind.name} with data-part="${name}".`)
}

/** Sets an element's text where it differs, so that nothing is announced or repainted for nothing. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

/** Shows a short message for some seconds, also to screen readers. */
export function toaster(element: HTMLElement): (message: string) => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return message => {
    clearTimeout(timer)
    element.textContent = message
    element.dataset.shown = ''
    timer = setTimeout(() => delete element.dataset.shown, 4000)
  }
}
