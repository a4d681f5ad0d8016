import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { startLine } from '../../../bench/latency/line.ts'
import { namespaceAvailable, openNamespace } from '../../../bench/latency/namespace.ts'
import { netemArgs, netemAvailable } from '../../../bench/latency/netem.ts'

test.each([
  ['a delay alone', { oneWayMs: 40, jitterMs: 0 }, 'netem delay 40ms limit 1000'],
  ['a jitter around its middle', { oneWayMs: 40, jitterMs: 5 }, 'netem delay 42.5ms 2.5ms limit 1000'],
  ['a rate', { oneWayMs: 75, jitterMs: 40, bitsPerSecond: 1.5e6 }, 'netem delay 95ms 20ms rate 1500000bit limit 1000'],
])('netem is told of %s', (_, network, words) => expect(netemArgs(network).join(' ')).toBe(words))

test('whether the kernel delays is found out by trying, and said in words where it does not', () => {
  expect(netemAvailable()).toSatisfy(answer => answer === true || (typeof answer === 'string' && answer.length > 10))
})

const there = namespaceAvailable()
describe.skipIf(there !== true)(`a network namespace ${there === true ? '' : `[skipped: ${there}]`}`, () => {
  test('reaches what is led to its wire, and is gone when it is closed', { timeout: 30_000 }, async () => {
    const server = createServer(socket => socket.end('hello from outside')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo // a TCP server's address is one
    const namespace = openNamespace()
    const line = await startLine({ port }, { oneWayMs: 0, jitterMs: 0 }, namespace.host)
    try {
      const script = `require('net').connect(${line.port}, '${namespace.host}').pipe(process.stdout)`
      expect(await said([...namespace.inside, process.execPath, '-e', script])).toBe('hello from outside')
    } finally {
      await line.close()
      namespace.close()
      server.close()
    }
    expect(await said(['ip', 'netns', 'list'])).not.toContain(namespace.inside.at(-1))
  })
})

async function said([program = '', ...args]: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  for await (const chunk of child.stdout) text += chunk
  return text
}
