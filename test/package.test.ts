import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { pack } from './support/pack.ts'

const tarball = pack()
const files = execFileSync('tar', ['-tz'], { input: tarball, encoding: 'utf8' })
  .split('\n')
  .filter(Boolean)
  .map(name => name.replace(/^package\//, ''))
const facts = z
  .object({ bin: z.record(z.string(), z.string()), exports: z.record(z.string(), z.string()) })
  .and(z.record(z.string(), z.unknown()))
  .parse(JSON.parse(readFileSync('package.json', 'utf8')))

test('publint finds nothing to say about the package', async () => {
  const { buffer } = Uint8Array.from(tarball)
  const { messages, pkg } = await publint({ pack: { tarball: buffer } })
  expect(messages.map(message => formatMessage(message, pkg, { color: false }))).toEqual([])
})

test('what is published is the built program, what it tells of itself, and nothing else', () => {
  const kinds = new Set(files.map(file => (file.startsWith('dist/') ? file.replace(/.*\./, 'dist, .') : file)))
  expect([...kinds].filter(file => !file.startsWith('docs/')).sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    ...['css', 'html', 'js', 'png', 'svg', 'txt', 'webmanifest'].map(ending => `dist, .${ending}`),
    'package.json',
    'tunnelcam.schema.json',
    'wrangler.toml',
  ])
  expect(files.filter(file => /(^|\/)(bench|test)\/|\.d\.ts$|\.map$/.test(file))).toEqual([])
})

test('it is small: under 800 kB', () => expect(tarball.length).toBeLessThan(800_000))

test.each([
  ...Object.values(facts.bin),
  ...Object.values(facts.exports),
  'dist/static/view.js',
  'dist/static/licences.txt',
])('it has %s', file => expect(files).toContain(posix.normalize(file)))

test('it has what wrangler.toml deploys', () => {
  const text = readFileSync('wrangler.toml', 'utf8')
  const [main = '', assets = ''] = [/^main = "(.+)"$/m, /^directory = "(.+)"$/m].map(key => key.exec(text)?.[1])
  expect(files).toContain(main)
  expect(files.filter(file => file.startsWith(`${assets}/`))).not.toEqual([])
})

test('it has the texts that README leads to', () => {
  const links = [...readFileSync('README.md', 'utf8').matchAll(/\]\((docs\/[^)#]+\.md)/g)].map(([, path]) => path)
  expect(links.length).toBeGreaterThan(3)
  expect(links.filter(path => !files.includes(path ?? ''))).toEqual([])
})

test('all that it imports is in it or installed with it', () => {
  const { dependencies, optionalDependencies } = facts
  const installed = new Set([
    ...builtinModules,
    ...Object.keys({ ...Object(dependencies), ...Object(optionalDependencies) }),
  ])
  const missing = files
    .filter(file => file.endsWith('.js') && !file.startsWith('dist/static/'))
    .flatMap(file => importsOf(readFileSync(file, 'utf8')).map(name => ({ file, name })))
    .filter(({ file, name }) =>
      name.startsWith('.') ? !files.includes(posix.join(posix.dirname(file), name)) : !installed.has(packageOf(name)),
    )
  expect(missing).toEqual([])
})

/** What a module's `import` and `export … from` name; `node:` is left out of the names. */
function importsOf(text: string): string[] {
  return [
    ...text.matchAll(/^(?:import|export|\}) .*?\bfrom '([^']+)'/gm),
    ...text.matchAll(/^import '([^']+)'|\bimport\('([^']+)'\)/gm),
  ].map(([, name = '', later = '']) => (name || later).replace(/^node:/, ''))
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')
}
