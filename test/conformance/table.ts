import { styleText } from 'node:util'
import type { TestError } from 'vitest'
import type { Reporter, TestCase, TestModule } from 'vitest/node'

const FAILED = '✗'

/** A reporter that prints what was promised on what as one table: a row for each promise, a column for each host. */
export default class Table implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap(module => [...module.children.allTests()])
    const hosts = [...new Set(tests.map(hostOf))]
    const rows = [...new Set(tests.map(({ name }) => name))]
    const width = Math.max(...rows.map(row => row.length))
    const line = (first: string, cells: readonly string[]) =>
      `${first.padEnd(width)}  ${cells.map((cell, i) => centered(cell, hosts[i]?.length ?? 0)).join('  ')}`
    const notes: string[] = []
    console.log(`\n${line('', hosts)}`)
    for (const row of rows) {
      const cells = hosts.map(host => {
        const test = tests.find(one => one.name === row && hostOf(one) === host)
        const { mark, note } = resultOf(test)
        if (note === undefined) return mark
        const told = mark === FAILED ? `${host}: ${row}: ${note}` : `${host}: ${note}`
        if (!notes.includes(told)) notes.push(told)
        return `${mark}${notes.indexOf(told) + 1}`
      })
      console.log(line(row, cells))
    }
    for (const [i, note] of notes.entries()) console.log(`${i === 0 ? '\n' : ''}${i + 1} ${note}`)
    const errors = modules.flatMap(module => module.errors())
    for (const { message } of errors) console.log(styleText('red', message))
  }
}

function hostOf({ parent }: TestCase): string {
  return 'name' in parent ? parent.name : ''
}

/** ✓, ✗ with what was wrong, or – with why it was not run. */
function resultOf(test: TestCase | undefined): { mark: string; note?: string } {
  const result = test?.result()
  if (!result) return { mark: '–', note: 'is another kind of host' }
  if (result.state === 'passed') return { mark: '✓' }
  if (result.state === 'failed') return { mark: FAILED, note: whyOf(result.errors[0]) }
  return { mark: '–', note: ('note' in result && result.note) || 'not run' }
}

function whyOf(error: TestError | undefined): string {
  const { message = 'it failed', cause } = error ?? {}
  return [message.split('\n', 3).join(' '), ...(cause ? [whyOf(cause)] : [])].join(': ')
}

function centered(text: string, width: number): string {
  return text.padStart(Math.floor((width + text.length) / 2)).padEnd(width)
}
