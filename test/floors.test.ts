import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

// The house of the program: each room may import the rooms it names here and itself, and nothing else of ours.
const rooms: Readonly<Record<string, readonly string[]>> = {
  media: [],
  config: [],
  hub: ['media', 'config'],
  access: ['media', 'config', 'hub'],
  app: ['media', 'config', 'hub', 'access'],
  agent: ['media', 'config', 'hub'],
  runtimes: ['media', 'config', 'hub', 'access', 'app', 'agent'],
  cli: ['media', 'config', 'hub', 'access', 'app', 'agent', 'runtimes'],
  player: ['media'],
}
// These run on any web-standard runtime. The web-only tsconfig makes Node's globals there a compile error too.
const webOnly = ['media', 'config', 'hub', 'access', 'app']
const webOnlyBans = /\b(Buffer|process|require|__dirname|setImmediate)\s*[.(]/
const drawers = /^(utils?|helpers?|misc|common)$/
const wall = 250

interface SourceFile {
  readonly path: string
  readonly text: string
}

interface Import {
  readonly specifier: string
  /** `import type` costs nothing when the program runs, so it cannot make a cycle that hurts; it still crosses a floor. */
  readonly typeOnly: boolean
}

/** The room a file of src is in: the first folder, or for a file at the top its own name. */
function roomOf(path: string): string {
  return (path.split('/')[0] ?? '').replace(/\.ts$/, '')
}

/** Every import, re-export and `import()` of a file, comments left out. */
function importsOf(text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const from = /^\s*(?:import|export)\s+(type\s)?[^'"`;]*?from\s*['"]([^'"]+)['"]/gm
  const bare = /(?:^|[^.\w])import\s*\(?\s*['"]([^'"]+)['"]/gm
  return [
    ...[...code.matchAll(from)].map(([, type, specifier = '']) => ({ specifier, typeOnly: type !== undefined })),
    ...[...code.matchAll(bare)].map(([, specifier = '']) => ({ specifier, typeOnly: false })),
  ]
}

/** Where a relative import leads, as a path below src. */
function target(from: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.normalize(posix.join(dirname(from), specifier)) : undefined
}

function faultsOf(files: readonly SourceFile[]): string[] {
  return [...files.flatMap(file => faultsOfFile(file)), ...cyclesOf(files)]
}

function faultsOfFile({ path, text }: SourceFile): string[] {
  const room = roomOf(path)
  const allowed = rooms[room]
  if (allowed === undefined) return [`${path}: there is no room "${room}" in the house`]
  const faults: string[] = []
  for (const { specifier } of importsOf(text)) {
    const to = target(path, specifier)
    if (to?.startsWith('..')) faults.push(`${path}: imports ${specifier}, outside src`)
    else if (to !== undefined && roomOf(to) !== room && !allowed.includes(roomOf(to))) {
      faults.push(`${path}: ${room} may not import ${roomOf(to)} (${specifier})`)
    }
    const node = /^(node:|bun:|jsr:)/.test(specifier) || specifier === '@hono/node-server' || specifier === 'ws'
    if (node && (webOnly.includes(room) || room === 'player'))
      faults.push(`${path}: ${room} may not import ${specifier}`)
  }
  const banned = webOnly.includes(room) ? webOnlyBans.exec(withoutText(text)) : null
  if (banned) faults.push(`${path}: ${room} may not use ${banned[1]}`)
  const lines = text.trimEnd().split('\n').length
  if (lines > wall) faults.push(`${path}: ${lines} lines, the wall is ${wall}`)
  const drawer = path
    .replace(/\.ts$/, '')
    .split('/')
    .find(name => drawers.test(name))
  if (drawer) faults.push(`${path}: "${drawer}" is a drawer, name what is in it`)
  return faults
}

// Comments and quoted text may name anything.
function withoutText(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")
}

function cyclesOf(files: readonly SourceFile[]): string[] {
  const edges = new Map(
    files.map(({ path, text }) => [
      path,
      importsOf(text).flatMap(({ specifier, typeOnly }) => (typeOnly ? [] : (target(path, specifier) ?? []))),
    ]),
  )
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at >= 0) cycles.push(`${[...trail.slice(at), path].join(' → ')}: a cycle`)
    if (at >= 0 || done.has(path)) return
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of edges.keys()) visit(path, [])
  return cycles
}

function sourceFiles(): SourceFile[] {
  const root = join(import.meta.dirname, '../src')
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => ({ path: relative(root, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }))
}

test('every file of src keeps to its floor', () => {
  const files = sourceFiles()
  expect(files.length).toBeGreaterThan(0)
  expect(faultsOf(files)).toEqual([])
})

describe('the floors test itself', () => {
  test.each<[string, SourceFile[], string]>([
    [
      'a room to the right',
      [{ path: 'media/a.ts', text: "import { b } from '../hub/b.ts'" }],
      'media may not import hub',
    ],
    [
      'a type of a room to the right',
      [{ path: 'hub/a.ts', text: "import type { b } from '../app/b.ts'" }],
      'hub may not import app',
    ],
    [
      'a re-export over floors',
      [{ path: 'config/a.ts', text: "export * from '../media/b.ts'" }],
      'config may not import media',
    ],
    [
      'an import() over floors',
      [{ path: 'app/a.ts', text: "const a = await import('../agent/a.ts')" }],
      'app may not import agent',
    ],
    ['agent → app', [{ path: 'agent/a.ts', text: "import {\n  b,\n} from '../app/b.ts'" }], 'agent may not import app'],
    [
      'player → a room above media',
      [{ path: 'player/a.ts', text: "import '../hub/a.ts'" }],
      'player may not import hub',
    ],
    [
      'node: in a web room',
      [{ path: 'hub/a.ts', text: "import { join } from 'node:path'" }],
      'hub may not import node:path',
    ],
    ['Buffer in a web room', [{ path: 'media/a.ts', text: 'const a = Buffer.from([])' }], 'media may not use Buffer'],
    [
      'process in the configuration',
      [{ path: 'config.ts', text: 'const a = process.env.A' }],
      'config may not use process',
    ],
    ['a file outside src', [{ path: 'cli.ts', text: "import '../test/a.ts'" }], 'outside src'],
    ['an unknown room', [{ path: 'attic/a.ts', text: '' }], 'there is no room "attic"'],
    ['a long file', [{ path: 'hub/a.ts', text: 'a\n'.repeat(251) }], '251 lines'],
    ['a drawer', [{ path: 'hub/utils.ts', text: '' }], '"utils" is a drawer'],
    ['a drawer folder', [{ path: 'hub/helpers/a.ts', text: '' }], '"helpers" is a drawer'],
    [
      'a cycle',
      [
        { path: 'hub/a.ts', text: "import './b.ts'" },
        { path: 'hub/b.ts', text: "import { c } from './c.ts'" },
        { path: 'hub/c.ts', text: "export { a } from './a.ts'" },
      ],
      'hub/a.ts → hub/b.ts → hub/c.ts → hub/a.ts: a cycle',
    ],
  ])('catches %s', (_, files, fault) => {
    expect(faultsOf(files).join('\n')).toContain(fault)
  })

  test.each<[string, SourceFile]>([
    ['a room to the left', { path: 'app/a.ts', text: "import { b } from '../hub/b.ts'\nimport { Hono } from 'hono'" }],
    ['node: where the machine is', { path: 'agent/a.ts', text: "import { join } from 'node:path'\nprocess.exit(1)" }],
    ['words in comments and text', { path: 'hub/a.ts', text: "// import '../app/b.ts'\nconst a = 'Buffer.from()'" }],
    ['a long file at the wall', { path: 'hub/a.ts', text: 'a\n'.repeat(250) }],
  ])('lets pass %s', (_, file) => expect(faultsOf([file])).toEqual([]))
})
