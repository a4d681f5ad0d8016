import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allKept, RUN_FOLDER } from './support/secrets/kept.ts'
import { search } from './support/secrets/search.ts'

/**
 * Many tests run the built program, so it is built first when it is older than its source. All that programs write and
 * answer during the run is kept.
 */
export function setup(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, '../scripts/build.js'), '--if-stale'], { stdio: 'inherit' })
  process.env[RUN_FOLDER] = mkdtempSync(join(tmpdir(), 'tunnelcam-kept-'))
}

/** Fails the run when a secret that its tests used is anywhere in what was kept. */
export function teardown(): void {
  const folder = process.env[RUN_FOLDER]
  if (folder === undefined) return
  const kept = allKept(folder)
  const found = search(kept)
  rmSync(folder, { recursive: true })
  console.log(
    `Looked for ${kept.secrets.size} secrets of the tests in ${kept.texts.length} texts: found ${found.length}.`,
  )
  if (found.length === 0) return
  console.error(`Secrets are where they must not be:\n${found.slice(0, 40).join('\n')}`)
  process.exitCode = 1 // with what is thrown here, vitest would end with 0
}
