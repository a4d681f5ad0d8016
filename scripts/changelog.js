// What scripts/release.js knows of CHANGELOG.md, which keeps to https://keepachangelog.com/en/1.1.0/.

const UNRELEASED = /^## \[Unreleased\]\n/m
const NEXT_SECTION = /^## \[/m

/** The entries below "Unreleased", headings among them; '' where there is none. Throws without such a section. */
export function unreleased(text) {
  const { entries } = parts(text)
  return /^- /m.test(entries) ? entries.trim() : ''
}

/** The changelog with what was unreleased below this version and day ('2026-01-31'), and an empty section before it. */
export function withRelease(text, version, day) {
  const { before, entries, after } = parts(text)
  const older = after === '' ? '' : `\n${after}`
  return `${before}## [Unreleased]\n\n## [${version}] - ${day}\n\n${entries.trim()}\n${older}`
}

/** Whether a version has a section of its own. */
export function isReleased(text, version) {
  return text.includes(`\n## [${version}] - `)
}

function parts(text) {
  const heading = UNRELEASED.exec(text)
  if (!heading) throw new Error('CHANGELOG.md has no section "## [Unreleased]": write there what is new for users.')
  const rest = text.slice(heading.index + heading[0].length)
  const next = NEXT_SECTION.exec(rest)?.index ?? rest.length
  return { before: text.slice(0, heading.index), entries: rest.slice(0, next), after: rest.slice(next) }
}
