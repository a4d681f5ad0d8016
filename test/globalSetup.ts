import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Many tests run the built program, so it is built first when it is older than its source. */
export function setup(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, '../scripts/build.js'), '--if-stale'], { stdio: 'inherit' })
}
