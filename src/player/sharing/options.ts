/** Fills a select with these names, each its own value, and chooses one; the first when none is named. */
export function options(select: HTMLSelectElement, named: readonly { readonly name: string }[], chosen?: string): void {
  select.replaceChildren(...named.map(({ name }) => new Option(name, name, name === chosen, name === chosen)))
}
