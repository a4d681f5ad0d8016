import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { listening } from '../../app/live/serving.ts'
import { hugePicture } from '../../app/serving.ts'
import { until } from '../../support/until.ts'

const WEBSOCKET = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}
const H2C = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAoAAAAAIAAAAA' }

/** Sends one request over a connection of its own. The client never hangs up by itself. */
function ask(port: number, path: string, headers: object, method = 'GET') {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  onTestFinished(() => void socket.destroy())
  const seen = { socket, text: '', ended: false, json: () => JSON.parse(seen.text.split('\r\n\r\n')[1] ?? '') }
  socket.on('error', () => undefined)
  socket.on('data', chunk => {
    seen.text += chunk.toString('latin1')
  })
  socket.on('end', () => {
    seen.ended = true
  })
  const lines = Object.entries({ Host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}`)
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  return seen
}

test.each([
  ['an unknown path', '/nothing', WEBSOCKET, 404, 'not_found'],
  ['an unknown camera', '/cameras/back/live', WEBSOCKET, 404, 'camera_not_found'],
  ['a video we do not have', '/cameras/front/live?video=av1', WEBSOCKET, 400, 'bad_parameter'],
  ['a foreign page', '/cameras/front/live', { ...WEBSOCKET, Origin: 'https://evil.example' }, 403, 'foreign_origin'],
  [
    'a page of another site',
    '/cameras/front/live',
    { ...WEBSOCKET, Origin: 'https://evil.example' },
    403,
    'foreign_origin',
  ],
  ['a header alone', '/cameras/front/live', { Upgrade: 'websocket', Connection: 'close' }, 426, 'websocket_only'],
  ['another protocol', '/cameras/front/live', H2C, 426, 'websocket_only'],
])('a WebSocket for %s is refused in words, and the connection closed', async (_, path, headers, status, code) => {
  const { port, camera, errors } = await listening()
  const answer = ask(port, path, headers)
  await until('the answer has ended', () => answer.ended)
  expect(answer.text).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect([answer.json().error.code, camera.demand.holders, errors]).toEqual([code, 0, []])
})

test('a handshake without a key is refused, and the connection closed', async () => {
  const { port, camera } = await listening()
  const answer = ask(port, '/cameras/front/live', { ...WEBSOCKET, 'Sec-WebSocket-Key': 'short' })
  await until('the answer has ended', () => answer.ended)
  expect(answer.text).toMatch(/^HTTP\/1.1 400 /)
  expect(camera.demand.holders).toBe(0)
})

test('a request that offers HTTP/2 too, as Java does, is answered as ever', async () => {
  const { port } = await listening()
  const answer = ask(port, '/healthz', H2C)
  await until('the answer has ended', () => answer.ended)
  expect([answer.text.split('\r\n')[0], answer.json()]).toEqual(['HTTP/1.1 200 OK', { ok: true }])
})

test('what is sent with the offer of HTTP/2 is read', async () => {
  const { port } = await listening()
  const body = JSON.stringify({ code: '0'.repeat(26) })
  const headers = { ...H2C, 'Content-Type': 'application/json', 'Content-Length': body.length }
  const answer = ask(port, '/login', headers, 'POST')
  answer.socket.write(body)
  await until('the answer has ended', () => answer.ended)
  expect(answer.json().error.code).toBe('wrong_code')
})

test.each([
  ['WebSocket', WEBSOCKET],
  ['HTTP/2', H2C],
])('an endless answer to who offers %s goes on until he leaves', async (_, offer) => {
  const { port, camera, run } = await listening()
  const viewer = ask(port, '/cameras/front/stream.mjpg', offer)
  const picture = hugePicture() // so large that each waits for the connection to drain
  await until('he has had ten pictures', () => {
    run.jpeg(picture)
    return viewer.text.split('--tunnelcam').length > 10
  })
  viewer.socket.destroy()
  await until('he is let go', () => camera.demand.holders === 0)
})

test('one who offers another protocol and then never reads is let go', async () => {
  const { port, camera, run } = await listening({ stalledMs: 300 })
  ask(port, '/cameras/front/stream.mjpg', H2C).socket.pause()
  await until('he watches', () => camera.demand.holders === 1)
  const picture = hugePicture()
  await until('he is let go', () => {
    run.jpeg(picture)
    return camera.demand.holders === 0
  })
})
