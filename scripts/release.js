// release.js <major | minor | patch | x.y.z> [--dry-run]: makes a version of what is on main, as a commit and a tag. It
// sends nothing anywhere, and says at the end what would.
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { isReleased, unreleased, withRelease } from './changelog.js'

/** The add-on of Home Assistant installs the version that stands in here. */
const ADDON = 'homeassistant/config.yaml'
const FILES = ['CHANGELOG.md', 'package.json', 'package-lock.json', ADDON]
const USAGE = 'npm run release -- <major|minor|patch|x.y.z> [--dry-run]'

try {
  release()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}

function release() {
  const { wish, dryRun } = asked()
  const { version: current } = JSON.parse(readFileSync('package.json', 'utf8'))
  const changelog = readFileSync('CHANGELOG.md', 'utf8')
  const version = nextVersion(wish, current, isReleased(changelog, current))
  const tag = `v${version}`
  refuseUnlessReady(tag)
  const entries = unreleased(changelog)
  if (entries === '')
    throw new Error('CHANGELOG.md has nothing below "Unreleased": a version with nothing new is none.')
  if (spawnSync('npm', ['run', 'check'], { stdio: 'inherit' }).status !== 0)
    throw new Error('`npm run check` found mistakes: nothing was released.')

  const day = new Date().toISOString().slice(0, 10)
  if (dryRun) return console.log(`\nThis would be ${version}, of ${day}; nothing was changed.\n\n${entries}`)
  try {
    writeFileSync('CHANGELOG.md', withRelease(changelog, version, day))
    execFileSync('npm', [
      'version',
      version,
      '--no-git-tag-version',
      '--allow-same-version',
      '--ignore-scripts',
      '--silent',
    ])
    writeFileSync(ADDON, readFileSync(ADDON, 'utf8').replace(/^version: .*$/m, `version: ${version}`))
    git('commit', '--quiet', '--message', `Release ${version}`, '--', ...FILES)
  } catch (error) {
    git('checkout', '--quiet', 'HEAD', '--', ...FILES)
    throw error
  }
  git('tag', '--annotate', tag, '--cleanup=verbatim', '--message', `tunnelcam ${version}\n\n${entries}`)
  console.log(`
Released ${version} here, as a commit and the tag ${tag}. Nothing has left this machine.

  git push --atomic origin main ${tag}    # the tag starts .github/workflows/release.yml, which tests and publishes it
  npm publish                             # instead of that, by hand
  git tag --delete ${tag} && git reset --keep HEAD~1    # or take it back`)
}

function asked() {
  const { values, positionals } = parseArgs({
    options: { 'dry-run': { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [wish] = positionals
  if (wish === undefined || positionals.length > 1) throw new Error(`Which version? ${USAGE}`)
  return { wish, dryRun: values['dry-run'] }
}

/** The version that is wished for, which must come after the current one; the first release may be the current one itself. */
function nextVersion(wish, current, released) {
  const [major, minor, patch] = numbers(current)
  const steps = {
    major: [major + 1, 0, 0],
    minor: [major, minor + 1, 0],
    patch: [major, minor, patch + 1],
  }
  const next = steps[wish] ?? numbers(wish)
  const step =
    next.map((number, index) => number - [major, minor, patch][index]).find(difference => difference !== 0) ?? 0
  if (step < 0 || (step === 0 && released))
    throw new Error(`${wish} is not greater than ${current}, which is ${released ? 'released' : 'in package.json'}.`)
  return next.join('.')
}

function numbers(version) {
  const found = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(version)
  if (!found) throw new Error(`"${version}" is no version such as 1.2.3. ${USAGE}`)
  return found.slice(1).map(Number)
}

function refuseUnlessReady(tag) {
  const branch = git('rev-parse', '--abbrev-ref', 'HEAD')
  if (branch !== 'main') throw new Error(`Releases are made of the branch main, and this is ${branch}.`)
  const changed = git('status', '--porcelain')
  if (changed !== '') throw new Error(`Commit or put away what is not committed:\n${changed}`)
  if (git('tag', '--list', tag) !== '') throw new Error(`The tag ${tag} is there already.`)
}

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8' }).trimEnd()
}
