import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-scarce-'))
const program = join(folder, 'scarce.mjs')

// A node of its own that takes all files before its n-th spawn, starts `exit 7`, gives them back and starts it again.
const source = `
import child_process from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { startChild } from './src/agent/process/child.ts'
import { output } from './src/agent/process/output.ts'
const [nth, how, shell] = process.argv.slice(2)
const { spawn } = child_process
const started = []
const files = []
let spawns = 0
child_process.spawn = (...args) => {
  if (++spawns === Number(nth)) try { for (;;) files.push(openSync('/dev/null')) } catch {}
  const child = spawn(...args)
  started.push(child)
  return child
}
syncBuiltinESMExports()
const run = () => how === 'child'
  ? startChild('/bin/sh', ['-c', 'exit 7'], { outputs: 2, inputs: 1, shell: shell || undefined }).ended
  : output('/bin/sh', ['-c', 'exit 7'], { seconds: 10, shell: shell || undefined })
const facts = ({ exitCode, signal, error }) => ({ exitCode, signal, error })
const scarce = facts(await run())
for (const file of files) closeSync(file)
const left = started.filter(({ pid, exitCode, signalCode }) => pid && exitCode === null && signalCode === null).length
process.stdout.write(JSON.stringify({ scarce, left, plenty: facts(await run()) }))
`

beforeAll(async () => {
  const stdin = { contents: source, resolveDir: process.cwd() }
  await build({ stdin, bundle: true, platform: 'node', format: 'esm', outfile: program, logLevel: 'error' })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(['child', 'output'])('without a file to spare (EMFILE), %s', how => {
  test.each([
    ['that is started plainly', 1, ''],
    ['that is watched', 1, '/bin/sh'],
    ['whose watcher alone can not be started', 2, '/bin/sh'],
  ])('%s: it is told, nothing is left behind, and the next start is well', (_, nth, shell) => {
    const command = `ulimit -n 100; exec "$@"`
    const args = ['-c', command, 'sh', process.execPath, program, String(nth), how, shell]
    expect(JSON.parse(execFileSync('/bin/sh', args, { encoding: 'utf8', timeout: 10_000 }))).toEqual({
      scarce: { error: 'EMFILE' },
      left: 0,
      plenty: { exitCode: 7 },
    })
  })
})
