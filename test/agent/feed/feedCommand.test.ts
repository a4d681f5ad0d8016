import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { feedCommand } from '../../../src/agent/feed/feedCommand.ts'
import { childrenOf, gone } from '../process/alive.ts'

const sh = (script: string) => ['/bin/sh', '-c', script]
const nothing = () => undefined

test('what a command writes to its stdout is handed on, and its stderr told without passwords', async () => {
  const stop = new AbortController()
  const output = new PassThrough()
  const lines: string[] = []
  const script = 'echo opening rtsp://me:secret@cam/1 >&2; echo picture; exec sleep 1000'
  const feeding = feedCommand(sh(script), output, stop.signal, line => lines.push(line))
  await vi.waitFor(() => expect(String(output.read())).toBe('picture\n'), { timeout: 5000 })
  await vi.waitFor(() => expect(lines).toEqual(['opening rtsp://me:***@cam/1']), { timeout: 5000 })
  stop.abort()
  await feeding
})

test('no shell reads its arguments', async () => {
  const output = new PassThrough()
  const feeding = feedCommand(['echo', '$HOME; `id` "a b"'], output, new AbortController().signal, nothing)
  await expect(feeding).rejects.toMatchObject({ code: 'command_ended' })
  output.end()
  expect(await text(output)).toBe('$HOME; `id` "a b"\n')
})

test('a command and what it started are gone once it is not wanted', async () => {
  const stop = new AbortController()
  const output = new PassThrough()
  const feeding = feedCommand(sh('sleep 1000 & echo $!; yes'), output, stop.signal, nothing)
  await vi.waitFor(() => expect(output.readableLength).toBeGreaterThan(0), { timeout: 5000 })
  const started = Number(String(output.read()).split('\n')[0])
  stop.abort()
  await feeding
  await gone(started)
  await vi.waitFor(() => expect(childrenOf(process.pid)).toEqual([]))
})

test.each([
  ['exit 3', 'The command /bin/sh ended (exit code 3).'],
  [
    'echo "no camera at http://me:secret@cam/" >&2; exit 1',
    'The command /bin/sh ended (exit code 1): no camera at http://me:***@cam/.',
  ],
])('a command that ends is told: %s', async (script, message) =>
  expect(feedCommand(sh(script), new PassThrough(), new AbortController().signal, nothing)).rejects.toMatchObject({
    code: 'command_ended',
    message,
  }),
)
