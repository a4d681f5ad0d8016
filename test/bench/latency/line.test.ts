import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type Line, startLine } from '../../../bench/latency/line.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A line to a server that sends back what it gets. */
async function lineToEcho(network: Parameters<typeof startLine>[1]): Promise<Line> {
  const server = createServer({ allowHalfOpen: true }, socket => socket.pipe(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server's address is one
  const line = await startLine({ port }, network)
  closing.push(() => server.close(), line.close)
  return line
}

test('brings all bytes in their order, although each packet is late by another time', async () => {
  const { port } = await lineToEcho({ oneWayMs: 5, jitterMs: 20 })
  const sent = Buffer.from(Uint32Array.from({ length: 50_000 }, (_, index) => index).buffer)
  const socket = connect(port, '127.0.0.1')
  socket.end(sent)
  const got: Buffer[] = []
  for await (const chunk of socket) got.push(chunk)
  expect(Buffer.concat(got).equals(sent)).toBe(true)
})

test('an answer takes a round trip, and the first one a second for the connection', async () => {
  const { port } = await lineToEcho({ oneWayMs: 50, jitterMs: 0 })
  const socket = connect(port, '127.0.0.1')
  const began = performance.now()
  socket.write('first')
  await once(socket, 'data')
  const first = performance.now() - began
  socket.write('second')
  const again = performance.now()
  await once(socket, 'data')
  const second = performance.now() - again
  socket.destroy()
  expect(first).toBeGreaterThan(198)
  expect(second).toBeGreaterThan(98)
  expect(second).toBeLessThan(first)
})

test('a thin line lets through no more than it can', async () => {
  const { port } = await lineToEcho({ oneWayMs: 1, jitterMs: 0, bitsPerSecond: 4e6 })
  const socket = connect(port, '127.0.0.1')
  const began = performance.now()
  socket.end(Buffer.alloc(200_000))
  let got = 0
  for await (const chunk of socket) got += chunk.length
  expect(got).toBe(200_000)
  expect(performance.now() - began).toBeGreaterThan(395) // 1.6 Mbit at 4 Mbit/s, there; and back as they come
})
