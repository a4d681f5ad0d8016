import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLParseError,
} from 'yaml'
import type { Config } from '../config.ts'
import { ConfigError, type ConfigProblem } from './error.ts'
import { duplicateIds, type PlacedProblem, problemsOf } from './problems.ts'
import { configSchema } from './schema/schema.ts'

/**
 * The configuration in a YAML (or JSON) text, complete with defaults. Throws a ConfigError with all problems at once,
 * each with its line and column. `fileName` is only for its message. A source stays as written: relative paths are not resolved.
 */
export function parseConfig(text: string, fileName: string): Config {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true })
  if (document.errors.length > 0)
    throw new ConfigError(
      document.errors.map(error => notYaml(error, text, lines)),
      fileName,
    )
  const value = plainValue(document, fileName)
  const result = configSchema.safeParse(value)
  const problems = [...problemsOf(result.error?.issues ?? [], value), ...duplicateIds(value)]
  if (result.success && problems.length === 0) return result.data
  throw new ConfigError(problems.map(problem => placed(problem, document, lines)).sort(byPlace), fileName)
}

function plainValue(document: Document.Parsed, fileName: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {}
  } catch (cause) {
    throw new ConfigError([{ path: '', message: cause instanceof Error ? cause.message : String(cause) }], fileName)
  }
}

function notYaml(error: YAMLParseError, text: string, lines: LineCounter): ConfigProblem {
  const { line, col } = lines.linePos(error.pos[0])
  const unquoted = error.code === 'BLOCK_AS_IMPLICIT_KEY' && /\stest:\s*$/.test(text.split('\n')[line - 1] ?? '')
  const message = unquoted
    ? 'a value that ends with a colon needs quotes, such as source: "test:"'
    : `not YAML: ${error.message}`
  return { path: '', line, column: col, message }
}

function placed({ path, message, keys, atKey }: PlacedProblem, document: Document, lines: LineCounter): ConfigProblem {
  const offset = (atKey ? keyOffset(document, keys) : undefined) ?? valueOffset(document, keys)
  if (offset === undefined) return { path, message }
  const { line, col } = lines.linePos(offset)
  return { path, line, column: col, message }
}

function keyOffset(document: Document, keys: readonly PropertyKey[]): number | undefined {
  const map = nodeAt(document, keys.slice(0, -1))
  const pair = isMap(map) ? map.items.find(({ key }) => isScalar(key) && String(key.value) === keys.at(-1)) : undefined
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined
}

/** Of the value, or of the nearest thing around it where the value is missing. */
function valueOffset(document: Document, keys: readonly PropertyKey[]): number | undefined {
  for (let depth = keys.length; depth >= 0; depth--) {
    const offset = nodeAt(document, keys.slice(0, depth))?.range?.[0]
    if (offset !== undefined) return offset
  }
  return undefined
}

function nodeAt(document: Document, keys: readonly PropertyKey[]): Node | undefined {
  const found: unknown = keys.length === 0 ? document.contents : document.getIn(keys, true)
  return isNode(found) ? found : undefined
}

function byPlace(a: ConfigProblem, b: ConfigProblem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}
