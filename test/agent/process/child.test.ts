import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { type Child, type ChildOptions, startChild } from '../../../src/agent/process/child.ts'
import { childrenOf, gone } from './alive.ts'

const run = (script: string, options: Partial<ChildOptions> = {}) =>
  startChild('/bin/sh', ['-c', script], { outputs: 2, ...options })

function first({ outputs: [output] }: Child): Readable {
  if (!output) throw new Error('it has no outputs')
  return output
}

async function firstLine(stream: Readable | undefined): Promise<string> {
  for await (const chunk of stream ?? []) return String(chunk).trim()
  return ''
}

describe.each([
  ['watched', {}],
  ['where there is no shell', { shell: undefined }],
])('a program, %s', (_, how) => {
  test.each([
    ['ends well', 'exit 0', { exitCode: 0 }],
    ['fails', 'exit 7', { exitCode: 7 }],
    ['fails with a code that looks like a signal', 'exit 143', { exitCode: 143 }],
    ['is killed', 'kill -KILL $$', { signal: 'SIGKILL' }],
    ['crashes', 'kill -SEGV $$', { signal: 'SIGSEGV' }],
  ])('%s: code and signal are its own', async (_, script, expected) => {
    const { exitCode, signal } = await run(script, how).ended
    expect({ ...(exitCode !== undefined && { exitCode }), ...(signal && { signal }) }).toEqual(expected)
  })

  test('gives what it writes on fd 3 and 4, all of it, to the end', async () => {
    const child = run('echo three >&3; head -c 300000 /dev/zero >&4; echo more >&3', how)
    const [three, four] = await Promise.all(child.outputs.map(output => text(output)))
    expect(three).toBe('three\nmore\n')
    expect(four?.length).toBe(300_000)
    expect((await child.ended).exitCode).toBe(0)
  })

  test('tells the end of a pipe it closes while it goes on', async () => {
    const child = run('echo last >&3; exec 3>&-; exec sleep 100', how)
    expect(await text(first(child))).toBe('last\n')
    await child.stop()
  })

  test('reads what we write, on the fd after its outputs', async () => {
    const child = run('cat <&5 >&3', { ...how, inputs: 1 })
    child.inputs[0]?.end('a picture')
    expect(await text(first(child))).toBe('a picture')
  })

  test('may tidy up when it is stopped', async () => {
    const child = run(`trap 'echo bye >&3; exit 9' TERM; echo ready >&4; while :; do sleep 0.05; done`, how)
    await firstLine(child.outputs[1])
    const bye = text(first(child))
    expect((await child.stop()).exitCode).toBe(9)
    expect(await bye).toBe('bye\n')
  })

  test('that ignores SIGTERM is killed', async () => {
    const child = run(`trap '' TERM; echo ready >&3; while :; do sleep 0.05; done`, { ...how, graceMs: 150 })
    await firstLine(child.outputs[0])
    const exit = await child.stop()
    expect(exit.signal).toBe('SIGKILL')
    expect(exit.durationMs).toBeLessThan(3000)
  })

  test('that ended can be stopped again, to the same end', async () => {
    const child = run('exit 3', how)
    expect(await child.ended).toEqual(await child.stop())
  })

  test('has its stderr kept: the newest lines, cut, without passwords', async () => {
    const script = `for i in $(seq 3000); do echo "line $i" >&2; done
      head -c 1000000 /dev/zero | tr '\\0' x >&2; echo >&2; printf 'rtsp://me:hunter2@cam/1: refused' >&2`
    const seen: string[] = []
    const { lastLines } = await run(script, { ...how, onLine: line => seen.push(line) }).ended
    expect(lastLines.slice(0, 18)).toEqual(Array.from({ length: 18 }, (_, index) => `line ${2983 + index}`))
    expect(lastLines[18]).toBe(`${'x'.repeat(399)}…`)
    expect(lastLines[19]).toBe('rtsp://me:***@cam/1: refused')
    expect(seen).toHaveLength(3002)
  })

  test('has the environment it is given, and long lines kept where that is asked for', async () => {
    const script = 'echo "$A-$HOME" >&2; head -c 600 /dev/zero | tr "\\0" x >&2'
    const { lastLines } = await run(script, { ...how, env: { PATH: process.env.PATH, A: 'b' }, lineWidth: 500 }).ended
    expect(lastLines).toEqual(['b-', `${'x'.repeat(499)}…`])
  })

  test('leaves no process and no handle behind, read or unread', async () => {
    const resources = () =>
      process.getActiveResourcesInfo().filter(name => /Process|Pipe|Socket|Stdio/.test(name)).length
    await run('exit 0', how).ended
    const before = resources()
    const runs = Array.from({ length: 8 }, (_, index) => run(index % 2 ? 'echo unread >&3' : 'exec sleep 100', how))
    await Promise.all(runs.map(child => child.stop()))
    await expect.poll(() => childrenOf(process.pid)).toEqual([])
    await expect.poll(resources).toBeLessThanOrEqual(before)
  })
})

test('the command is told without passwords', async () => {
  const url = 'rtsp://me:hunter2@cam/1?token=abc&x=1'
  const { command } = await startChild('true', ['-i', url], { outputs: 0 }).ended
  expect(command).toBe('true -i rtsp://me:***@cam/1?token=***&x=1')
})

test('a program that is not there is told, with or without a shell', async () => {
  const watched = await startChild('/nowhere/ffmpeg', [], { outputs: 2 }).ended
  expect(watched.exitCode).toBe(127)
  expect(watched.lastLines.join()).toContain('not found')
  const plain = await startChild('/nowhere/ffmpeg', [], { outputs: 2, inputs: 1, shell: undefined }).ended
  expect(plain.error).toContain('ENOENT')
  expect((await startChild('true', [], { outputs: 0, shell: '/nowhere/sh' }).ended).error).toContain('ENOENT')
})

test('what a wrapper script leaves running is killed, and does not hold the pipes', async () => {
  const child = run('sleep 100 & echo $! >&3')
  const left = Number(await text(first(child)))
  expect((await child.ended).exitCode).toBe(0)
  await gone(left)
})

test('a program whose watcher is killed ends: nothing runs unwatched', async () => {
  const before = childrenOf(process.pid)
  const child = run('sleep 100')
  const watcher = childrenOf(process.pid).find(pid => pid !== child.pid && !before.includes(pid))
  if (watcher === undefined) throw new Error('no watcher was started')
  process.kill(watcher, 'SIGKILL')
  expect((await child.ended).signal).toBe('SIGKILL')
})
