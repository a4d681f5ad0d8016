/** Puts `text` between the comments `<!-- name -->` and `<!-- /name -->` of a Markdown text; throws when they are not there. */
export function betweenMarks(markdown: string, name: string, text: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [from, to] = [markdown.indexOf(open), markdown.indexOf(close)]
  if (from < 0 || to < from) throw new Error(`${open} and ${close} are to be in the text, in this order`)
  return `${markdown.slice(0, from + open.length)}\n\n${text}\n\n${markdown.slice(to)}`
}
