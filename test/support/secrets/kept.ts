import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Something that was written or answered during a run of the tests. */
export interface Kept {
  /** What it is, for people. */
  readonly where: string
  readonly text: string
  /** The secrets that may be in it: it is there to hand them out, or to pass them on. */
  readonly may: readonly string[]
}

/** The name of the environment variable with the folder of this run of the tests; without it nothing is kept. */
export const RUN_FOLDER = 'TUNNELCAM_TEST_KEPT'

/** Less can't be told from other text. */
const SHORTEST = 5
const LONGEST_TEXT = 1 << 20

/** Has this text looked for, at the end of the run, in all that was kept. Throws when it is too short to be told from others. */
export function secret(text: string): string {
  if (text.length < SHORTEST)
    throw new Error(`"${text}" is too short for a secret of a test: it needs ${SHORTEST} letters.`)
  add('secrets', text)
  return text
}

/** Keeps a text until the end of the run, when secrets are looked for in it; of endless ones the beginning. */
export function keep(where: string, text: string, may: readonly string[] = []): void {
  const test = process.env.TUNNELCAM_TEST_FILE
  if (text !== '') add('texts', { where: test ? `${test}: ${where}` : where, text: text.slice(0, LONGEST_TEXT), may })
}

/** All that a run has kept in its folder. */
export function allKept(folder: string): { secrets: Set<string>; texts: Kept[] } {
  const rows = (kind: string) =>
    readdirSync(folder)
      .filter(name => name.startsWith(kind))
      .flatMap(name => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'))
      .map(row => JSON.parse(row))
  return { secrets: new Set(rows('secrets')), texts: rows('texts') } // as add() wrote them
}

// Each process has files of its own.
function add(kind: 'secrets' | 'texts', row: string | Kept): void {
  const folder = process.env[RUN_FOLDER]
  if (folder) appendFileSync(join(folder, `${kind}-${process.pid}.jsonl`), `${JSON.stringify(row)}\n`)
}
