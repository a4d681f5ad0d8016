import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { gateScript } from '../../../src/agent/process/watched.ts'
import { gone, processName } from './alive.ts'

const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-orphans-'))
const parent = join(folder, 'parent.mjs')

// A parent of our own, in a real node: starts the program it is given and then ends in the way it is told.
const source = `
import { startChild } from './src/agent/process/child.ts'
const [shell, ending, ...command] = process.argv.slice(2)
const child = startChild(command[0], command.slice(1), { outputs: 2, shell })
for (const output of child.outputs) output.resume()
if (ending === 'stop') process.on('SIGTERM', () => child.stop().then(() => process.exit(0)))
if (ending === 'throw') process.on('SIGUSR2', () => { throw new Error('a crash') })
if (ending === 'exit') process.on('SIGUSR2', () => process.exit(0))
if (ending === 'abort') process.on('SIGUSR2', () => process.abort())
process.stdout.write(child.pid + '\\n')
`

beforeAll(async () => {
  const stdin = { contents: source, resolveDir: process.cwd() }
  await build({ stdin, bundle: true, platform: 'node', format: 'esm', outfile: parent, logLevel: 'error' })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function startParent(shell: string, ending: string, command: readonly string[]) {
  const node = spawn(process.execPath, [parent, shell, ending, ...command], {
    stdio: ['ignore', 'pipe', 'ignore'],
    cwd: folder,
  })
  const [line] = await once(node.stdout, 'data')
  const program = Number(String(line))
  await vi.waitFor(() => expect(processName(program)).toBe('sleep'), { timeout: 5000, interval: 10 })
  return { node, program }
}

// Input that never comes, so nothing is written and no broken pipe can tell it. `exec`: an ignored signal stays ignored.
const stalled = ['sleep', '100']
const stubborn = ['sh', '-c', `trap '' HUP INT TERM; exec sleep 100`]

test.each([
  ['is killed (SIGKILL)', 'none', 'SIGKILL'],
  ['gets SIGTERM and has no handler', 'none', 'SIGTERM'],
  ['gets SIGHUP and has no handler', 'none', 'SIGHUP'],
  ['gets SIGINT and has no handler', 'none', 'SIGINT'],
  ['stops it on SIGTERM', 'stop', 'SIGTERM'],
  ['throws', 'throw', 'SIGUSR2'],
  ['exits without a word', 'exit', 'SIGUSR2'],
  ['aborts', 'abort', 'SIGUSR2'],
] as const)('a stalled program is gone when its parent %s', async (_, ending, signal) => {
  const { node, program } = await startParent('/bin/sh', ending, stalled)
  node.kill(signal)
  await gone(program)
})

test.skipIf(!existsSync('/bin/bash'))(
  'a program that ignores every polite signal is gone, with bash as sh too',
  async () => {
    const { node, program } = await startParent('/bin/bash', 'none', stubborn)
    node.kill('SIGKILL')
    await gone(program)
  },
)

test('a program never starts when its parent dies before there is a watcher', async () => {
  const gate = spawn('/bin/sh', ['-c', gateScript, 'sh', 'touch', join(folder, 'started')], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  gate.stdin.destroy()
  await once(gate, 'exit')
  expect(existsSync(join(folder, 'started'))).toBe(false)
})
