import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkFlags } from '../src/cli/flags.ts'
import { readCommandLine } from '../src/cli/program.ts'

const dockerfile = readFileSync('Dockerfile', 'utf8').replaceAll('\\\n', '')
/** What of a checkout an image is made of: the sources of each COPY. */
const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) => paths.split(' '))

/** The list that an instruction has in brackets. */
function listOf(instruction: string): string[] {
  const [, list = '[]'] = new RegExp(`^${instruction} .*?(\\[.*\\])$`, 'm').exec(dockerfile) ?? []
  return JSON.parse(list)
}

test('an image is made of what the build says that it is made of', () => {
  const [, sources = ''] = /^const sources = \[(.*)\]$/m.exec(readFileSync('scripts/build.js', 'utf8')) ?? []
  const needed = [...sources.matchAll(/'([^']+)'/g)].map(([, path = '']) => path)
  expect(needed).toContain('src')
  expect([...new Set(copied)].sort()).toEqual(['LICENSE', 'package.json', ...needed].sort())
})

test('nothing else of a checkout can get into an image', () => {
  const [first, ...admitted] = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
  expect(first).toBe('*')
  const scripts = copied.map(path => (path === 'scripts' ? 'scripts/build.js' : path))
  expect(admitted.sort()).toEqual([...new Set(scripts)].map(path => `!${path}`).sort())
  for (const path of scripts) expect(existsSync(path), path).toBe(true)
})

test('a container runs as a user, takes options, and is well when the program says so', () => {
  expect(/^USER (.*)$/m.exec(dockerfile)?.[1]).toBe('node')
  const [, , program, ...args] = listOf('ENTRYPOINT')
  expect(program).toBe('tunnelcam')
  const asked = readCommandLine([...args, '/dev/video0', '--tunnel'], () => undefined)
  if (asked.kind !== 'serve') throw new Error(`"tunnelcam ${args.join(' ')}" is ${asked.kind}`)
  checkFlags(asked.flags)
  expect(asked.flags).toMatchObject({ host: '0.0.0.0', open: false, tunnel: true })
  expect(listOf('HEALTHCHECK').at(-1)).toContain("fetch('http://127.0.0.1:8080/healthz')")
})
