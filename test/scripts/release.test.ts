import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const script = join(import.meta.dirname, '../../scripts/release.js')

const CHANGELOG = `# Changelog

What changed.

## [Unreleased]

### Added

- Pictures.

### Fixed

- Sound.

## [0.1.0] - 2026-01-31

### Added

- Everything.
`

let repository: string
beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'tunnelcam-release-'))
  write('CHANGELOG.md', CHANGELOG)
  write('package.json', facts({ scripts: { check: 'echo checked' } }))
  write('package-lock.json', facts({ lockfileVersion: 3, packages: { '': { name: 'cam', version: '0.1.0' } } }))
  mkdirSync(join(repository, 'homeassistant'))
  write('homeassistant/config.yaml', 'name: cam\nversion: 0.1.0\nslug: cam\n')
  git('init', '--quiet', '--initial-branch', 'main')
  git('config', 'user.name', 'Somebody')
  git('config', 'user.email', 'somebody@example.com')
  commitAll()
})
afterEach(() => rmSync(repository, { recursive: true }))

const day = /\d{4}-\d\d-\d\d/

test('a release is one commit and its tag, with what was unreleased below its version and day', () => {
  const { status, said } = release('minor')
  expect([status, said]).toEqual([0, expect.stringContaining('git push --atomic origin main v0.2.0')])
  expect(said).toContain('checked')
  expect(read('CHANGELOG.md').replace(day, 'today')).toBe(
    CHANGELOG.replace('## [Unreleased]\n', '## [Unreleased]\n\n## [0.2.0] - today\n'),
  )
  const lock = JSON.parse(read('package-lock.json'))
  expect([JSON.parse(read('package.json')).version, lock.version, lock.packages[''].version]).toEqual(
    Array(3).fill('0.2.0'),
  )
  expect(read('homeassistant/config.yaml')).toBe('name: cam\nversion: 0.2.0\nslug: cam\n')
  expect(git('log', '--format=%s %D', '-1')).toBe('Release 0.2.0 HEAD -> main, tag: v0.2.0')
  expect(git('tag', '--list', '--format=%(contents)', 'v0.2.0')).toBe(
    'tunnelcam 0.2.0\n\n### Added\n\n- Pictures.\n\n### Fixed\n\n- Sound.',
  )
  expect(git('status', '--porcelain')).toBe('')
  expect(release('patch')).toEqual({ status: 1, said: expect.stringContaining('has nothing below "Unreleased"') })
})

test.each([
  ['major', '1.0.0'],
  ['patch', '0.1.1'],
  ['0.3.0', '0.3.0'],
])('%s after 0.1.0 would be %s; --dry-run changes nothing', (wish, version) => {
  const { status, said } = release(wish, '--dry-run')
  expect([status, said]).toEqual([
    0,
    expect.stringMatching(`This would be ${version}, of .*\n\n### Added\n\n- Pictures`),
  ])
  expect([git('status', '--porcelain'), git('tag'), git('log', '--format=%s')]).toEqual(['', '', 'All'])
})

test('the first release may be the version that package.json has', () => {
  write('CHANGELOG.md', '# Changelog\n\n## [Unreleased]\n\n- All.\n')
  commitAll()
  expect(release('0.1.0').status).toBe(0)
  expect(read('CHANGELOG.md').replace(day, 'today')).toBe(
    '# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - today\n\n- All.\n',
  )
  expect(git('tag')).toBe('v0.1.0')
})

test.each<[string, string[], () => void, string]>([
  ['no version', [], () => undefined, 'Which version?'],
  ['what is no version', ['v2'], () => undefined, '"v2" is no version such as 1.2.3.'],
  ['a version that is out', ['0.1.0'], () => undefined, '0.1.0 is not greater than 0.1.0, which is released.'],
  ['an older version', ['0.0.9'], () => undefined, '0.0.9 is not greater than 0.1.0'],
  ['a tag that is there', ['minor'], () => git('tag', 'v0.2.0'), 'The tag v0.2.0 is there already.'],
  ['another branch', ['minor'], () => git('switch', '-qc', 'mine'), 'of the branch main, and this is mine.'],
  ['a changed file', ['minor'], () => write('CHANGELOG.md', `${CHANGELOG}\n`), 'not committed:\n M CHANGELOG.md'],
  ['a new file', ['minor'], () => write('new', ''), 'not committed:\n?? new'],
  [
    'nothing new',
    ['minor'],
    () => committed('CHANGELOG.md', '## [Unreleased]\n\n### Added\n'),
    'a version with nothing new',
  ],
  ['no such section', ['minor'], () => committed('CHANGELOG.md', '# Changelog\n'), 'no section "## [Unreleased]"'],
  [
    'what the checks refuse',
    ['minor'],
    () => committed('package.json', facts({ scripts: { check: 'exit 1' } })),
    '`npm run check` found mistakes: nothing was released.',
  ],
])('refused, with nothing changed: %s', (_, args, prepare, sentence) => {
  prepare()
  const before = [git('status', '--porcelain'), git('tag'), git('rev-parse', 'HEAD')]
  expect(release(...args)).toEqual({ status: 1, said: expect.stringContaining(sentence) })
  expect([git('status', '--porcelain'), git('tag'), git('rev-parse', 'HEAD')]).toEqual(before)
})

test('what cannot be committed leaves the files as they were', () => {
  write('.git/hooks/pre-commit', '#!/bin/sh\nexit 1\n')
  execFileSync('chmod', ['+x', join(repository, '.git/hooks/pre-commit')])
  expect(release('minor').status).toBe(1)
  expect([git('status', '--porcelain'), git('tag'), read('CHANGELOG.md')]).toEqual(['', '', CHANGELOG])
})

function release(...args: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: repository,
    encoding: 'utf8',
  })
  return { status, said: stdout + stderr }
}

function facts(more: object): string {
  return `${JSON.stringify({ name: 'cam', version: '0.1.0', ...more }, null, 2)}\n`
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trimEnd()
}

function commitAll(): void {
  git('add', '--all')
  git('commit', '--quiet', '--message', 'All')
}

function committed(name: string, text: string): void {
  write(name, text)
  commitAll()
}

function read(name: string): string {
  return readFileSync(join(repository, name), 'utf8')
}

function write(name: string, text: string): void {
  writeFileSync(join(repository, name), text)
}
