import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { fixtureFfmpeg } from '../support/ffmpeg.ts'
import { startProgram } from '../support/program.ts'

// The stand-in for FFmpeg is a POSIX shell script.
test.skipIf(process.platform === 'win32')('no FFmpeg is given the token of a tunnel', { timeout: 40_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-token-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [seen, stand] = [join(folder, 'seen'), join(folder, 'ffmpeg')]
  writeFileSync(stand, `#!/bin/sh\nenv >> '${seen}'\nexec '${fixtureFfmpeg()}' "$@"\n`)
  chmodSync(stand, 0o755)
  const program = await startProgram(['test:', '--ffmpeg', stand], { env: { TUNNEL_TOKEN: 'eyJzM2NyZXQifQ' } })
  onTestFinished(() => program.close())
  expect(readFileSync(seen, 'utf8')).toContain('PATH=')
  expect(readFileSync(seen, 'utf8')).not.toContain('eyJzM2NyZXQifQ')
})
