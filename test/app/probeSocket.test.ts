import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Hub } from '../../src/hub/hub.ts'
import { type Listening, listen } from '../../src/runtimes/node.ts'
import { givenGate } from '../support/gate.ts'
import { until } from '../support/until.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const staticFolder = new URL('../../static/', import.meta.url)
let server: Listening
let socket: WebSocket
afterEach(async () => {
  socket.terminate()
  await server.close()
})

async function open(headers: Record<string, string> = {}): Promise<WebSocket> {
  const gate = await givenGate()
  server = await listen({ hub: new Hub(), host: '127.0.0.1', port: 0, gate, log, staticFolder })
  const Authorization = `Bearer ${gate.access.printedCodes.owner}`
  const url = `${server.url.replace('http', 'ws')}/api/probe/socket`
  socket = new WebSocket(url, { headers: { Authorization, ...headers } })
  return socket
}

test('the socket gives back what it gets, as it got it', async () => {
  await once(await open(), 'open')
  const heard: unknown[] = []
  socket.on('message', (data, binary) => void heard.push(binary ? data : String(data)))
  socket.send('hello')
  socket.send(Uint8Array.of(1, 2, 3))
  await until('both came back', () => heard.length === 2)
  expect(heard).toEqual(['hello', Buffer.from([1, 2, 3])])
})

test.each<[string, number, string, number]>([
  ['a message that is too long', 1, 'x'.repeat(1025), 1009],
  ['too many messages', 201, 'x', 1008],
])('the socket is closed on %s', async (_, count, message, code) => {
  await once(await open(), 'open')
  const closed = once(socket, 'close')
  for (let sent = 0; sent < count; sent++) socket.send(message)
  expect((await closed)[0]).toBe(code)
})

test('the socket is not for pages of other sites', async () => {
  await open({ Origin: 'https://evil.example' })
  const [, { statusCode }] = await once(socket, 'unexpected-response')
  socket.on('error', () => undefined)
  expect(statusCode).toBe(403)
})
