import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The package as `npm pack` makes it of this checkout, as it is built: a tar file in gzip. */
export function pack(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-pack-'))
  const options = { cwd: join(import.meta.dirname, '../..'), encoding: 'utf8' } as const
  try {
    const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]
    const name = execFileSync('npm', args, options).trim().split('\n').at(-1) ?? ''
    return readFileSync(join(folder, name))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
