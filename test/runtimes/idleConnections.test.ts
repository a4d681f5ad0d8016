import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { Hub } from '../../src/hub/hub.ts'
import { listen } from '../../src/runtimes/node.ts'
import { givenGate } from '../support/gate.ts'
import { until } from '../support/until.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }

test('a connection that asks for nothing more is closed: thousands would keep all others out', {
  timeout: 20_000,
}, async () => {
  const server = await listen({
    hub: new Hub(),
    host: '127.0.0.1',
    port: 0,
    gate: await givenGate(),
    log,
    staticFolder: new URL('../../static/', import.meta.url),
  })
  onTestFinished(() => server.close())
  const socket = connect(server.port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let [answered, closed] = [false, false]
  socket.on('data', () => {
    answered = true
  })
  socket.on('close', () => {
    closed = true
  })
  socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await until('it is closed', () => closed, 15_000)
  expect(answered).toBe(true)
})
