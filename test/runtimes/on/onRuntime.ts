import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startHost } from '../../conformance/serves/program.ts'
import { conformance } from '../../conformance/serves.ts'
import { runProgram } from '../../support/program.ts'
import { needs } from '../../support/require.ts'
import { programOn, type Runtime, scriptOn } from '../../support/runtimes.ts'

/** All that is promised of the program, on one runtime. */
export function onRuntime(runtime: Runtime): void {
  const command = programOn(runtime)
  const toldBy = async (script: string): Promise<unknown> => {
    const [file, ...args] = scriptOn(runtime, join(import.meta.dirname, script))
    const { stdout } = await promisify(execFile)(file, args, { timeout: 50_000 })
    return JSON.parse(stdout)
  }
  needs('runtimes', 'proc')('the program keeps its promises on', () => {
    conformance(runtime, { start: wanted => startHost(wanted, { command }) })
    describe(runtime, { timeout: 60_000 }, () => {
      test('programs that it starts are heard to their end, and how they ended is known', async () => {
        expect(await toldBy('children.mjs')).toEqual({
          quick: { '6 bytes, 0': 20 },
          long: { '300000 bytes, 3': 20 },
          stdout: { '300000 bytes, 4': 20 },
          tidy: 7,
          stubborn: 'SIGKILL',
          missing: 'ENOENT',
        })
      })
      test('who never reads, or never asks, is let go in time; who reads or waits is not', async () => {
        expect(await toldBy('stalls.mjs')).toEqual({ reads: false, quiet: false, stalls: true, silent: true })
      })
      test('it exits with 2 where it is asked for what it does not know, with 1 where it can’t listen', async () => {
        const port = await takenPort()
        const runs: readonly (readonly string[])[] = [
          ['--nonsense'],
          ['nonsense:'],
          ['test:', '--port', port],
          ['--version'],
        ]
        const codes = await Promise.all(runs.map(async args => (await runProgram(args, { command })).code))
        expect(codes).toEqual([2, 2, 1, 0])
      })
    })
  })
}

/** A port of 127.0.0.1 that nobody else can listen on, until the test is over. */
async function takenPort(): Promise<string> {
  const server = createServer()
  onTestFinished(() => void server.close())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it listens on a port')
  return String(address.port)
}
