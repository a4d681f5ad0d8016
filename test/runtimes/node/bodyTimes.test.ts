import { createServer } from 'node:http'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { bodyTimes } from '../../../src/runtimes/node/bodyTimes.ts'
import { listenOn } from '../../../src/runtimes/node.ts'
import { until } from '../../support/until.ts'

/** A server that answers POSTs at their end, and lets those to /endless take their time. */
async function serving(ms: number) {
  const bodies = bodyTimes(ms)
  const server = createServer((request, response) => {
    if (request.url === '/endless') bodies.release(request)
    request.resume().on('end', () => response.end('whole'))
  })
  bodies.attach(server)
  const { port, close } = await listenOn(server, '127.0.0.1', 0)
  onTestFinished(close)
  return (path: string) => {
    const socket = connect({ port, host: '127.0.0.1' })
    onTestFinished(() => void socket.destroy())
    const seen = { socket, text: '', closed: false, since: performance.now() }
    socket
      .on('error', () => undefined)
      .on('data', data => {
        seen.text += data
      })
    socket.on('close', () => {
      seen.closed = true
    })
    socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na`)
    return seen
  }
}

test('who has not sent all of a body in time is cut off, unless it may have no end', async () => {
  const post = await serving(300)
  const [slow, endless] = [post('/'), post('/endless')]
  await until('the slow one is cut off', () => slow.closed)
  expect(performance.now() - slow.since).toBeGreaterThan(250)
  expect([slow.text, endless.closed]).toEqual(['', false])
  endless.socket.write('b')
  await until('the other is answered', () => endless.text.endsWith('whole'))
})

test('who sends it in time is answered, and may ask again on the same connection much later', async () => {
  const post = await serving(300)
  const one = post('/')
  one.socket.write('b')
  await until('it is answered', () => one.text.endsWith('whole'))
  await until('the time is over', () => performance.now() - one.since > 500)
  one.text = ''
  one.socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nb')
  await until('it is answered again', () => one.text.endsWith('whole'))
})
