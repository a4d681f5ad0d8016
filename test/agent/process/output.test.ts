import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { output } from '../../../src/agent/process/output.ts'

const sh = (script: string, options: Partial<Parameters<typeof output>[2]> = {}) =>
  output('/bin/sh', ['-c', script], { seconds: 10, ...options })

describe.each([
  ['watched', {}],
  ['where there is no shell', { shell: undefined }],
])('a short command, %s', (_, how) => {
  test('tells what it said and how it ended', async () => {
    const said = { stdout: 'out\n', stderr: 'err\n', timedOut: false }
    expect(await sh('echo out; echo err >&2', how)).toEqual({ ...said, exitCode: 0 })
    expect(await sh('echo out; echo err >&2; exit 3', how)).toEqual({ ...said, exitCode: 3 })
    expect(await sh('echo out; echo err >&2; kill -SEGV $$', how)).toEqual({ ...said, signal: 'SIGSEGV' })
  })

  test('reads what it is given on fd 5', async () => {
    expect(await sh('cat <&5', { ...how, input: 'a secret\n' })).toMatchObject({ stdout: 'a secret\n', exitCode: 0 })
    expect(await sh('exit 3', { ...how, input: 'unread' })).toMatchObject({ exitCode: 3 })
  })

  test('that takes too long is killed', async () => {
    expect(await sh('echo out; exec sleep 100', { ...how, seconds: 0.3 })).toMatchObject({
      stdout: 'out\n',
      signal: 'SIGKILL',
      timedOut: true,
    })
  })

  test('that is aborted is killed, and what it said is thrown away', async () => {
    const stop = new AbortController()
    const running = sh('exec sleep 100', { ...how, signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
    await expect(sh('exit 0', { ...how, signal: stop.signal })).rejects.toThrow('enough')
  })

  test('that is not there, or no program, is told', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-output-'))
    writeFileSync(join(folder, 'text'), 'no program')
    chmodSync(join(folder, 'text'), 0o644)
    expect(await output('/nowhere/ffmpeg', [], { seconds: 5, ...how })).toMatchObject({
      error: 'ENOENT',
    })
    expect(await output('tunnelcam-no-such', [], { seconds: 5, ...how })).toMatchObject({
      error: 'ENOENT',
    })
    expect(await output(join(folder, 'text'), [], { seconds: 5, ...how })).toMatchObject({
      error: 'EACCES',
    })
    rmSync(folder, { recursive: true })
  })
})
