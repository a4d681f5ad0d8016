import type { Row } from './row.ts'

/** The rows as a Markdown table whose columns also line up in a terminal. */
export function table(rows: readonly Row[]): string {
  const body = rows.map(({ figure, measured, target, verdict }) => [figure, measured, target, verdict])
  return markdown(['Figure', 'Measured', 'Target', 'Verdict'], body)
}

/** Any cells as such a table; those that a row lacks are empty. */
export function markdown(head: readonly string[], body: readonly (readonly string[])[]): string {
  const widths = head.map((_, at) => Math.max(...[head, ...body].map(row => row[at]?.length ?? 0)))
  const line = (row: readonly string[]) => `| ${widths.map((width, at) => (row[at] ?? '').padEnd(width)).join(' | ')} |`
  const rule = `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`
  return [line(head), rule, ...body.map(line)].join('\n')
}
