/** Copies the text; false when the browser does not allow it and the person has to do it by hand. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelecting(text)
  }
}

// navigator.clipboard exists only over https and on localhost; a page in the home network uses the older way.
function copyBySelecting(text: string): boolean {
  const area = document.createElement('textarea')
  area.className = 'visually-hidden'
  area.value = text
  area.readOnly = true
  document.body.append(area)
  const before = document.activeElement
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  if (before instanceof HTMLElement) before.focus()
  return copied
}
