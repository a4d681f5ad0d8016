import { part, setText } from '../dom.ts'
import type { RowWords } from './sharingWords.ts'

/** Shows one item in its row; called again whenever the list is. */
export type ShowRow<T> = (row: HTMLElement, item: T) => void

/**
 * A list that is shown again and again: the row of an item that stays, stays too, with its focus and its open
 * question. New rows come out of the template; `made` may connect one once.
 */
export function rows<T>(
  list: HTMLElement,
  template: HTMLTemplateElement,
  { key, made, show }: { key(item: T): string; made?(row: HTMLElement, key: string): void; show: ShowRow<T> },
): (items: readonly T[]) => void {
  const known = new Map<string, HTMLElement>()
  const rowFor = (id: string) => {
    const row = known.get(id) ?? template.content.firstElementChild?.cloneNode(true)
    if (!(row instanceof HTMLElement)) throw new TypeError('The template of the rows is empty.')
    if (!known.has(id)) made?.(row, id)
    known.set(id, row)
    return row
  }
  return items => {
    const wanted = new Set(items.map(key))
    for (const [id, row] of known) {
      if (wanted.has(id)) continue
      row.remove()
      known.delete(id)
    }
    for (const [index, item] of items.entries()) {
      const row = rowFor(key(item))
      show(row, item)
      if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null)
    }
  }
}

/** Writes a row's title, detail and aside. */
export function writeRow(row: HTMLElement, words: RowWords): void {
  for (const name of ['title', 'detail', 'aside'] as const) setText(part(row, name, HTMLElement), words[name])
}
