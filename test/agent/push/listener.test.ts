import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Access } from '../../../src/access/access.ts'
import { type PushPorts, takePushes } from '../../../src/agent/push/push.ts'
import { publishDoor } from '../../../src/app/publish/door.ts'
import { cameraFromSource } from '../../../src/config/camera.ts'
import { Hub } from '../../../src/hub/hub.ts'
import { type AmfWritable, writeAmf0 } from '../../../src/media/rtmp/amf0.ts'
import { writeMessage } from '../../../src/media/rtmp/writeMessage.ts'
import { givenAccess } from '../../support/gate.ts'
import { until } from '../../support/until.ts'

const hello = Uint8Array.from(readFileSync(new URL('../../media/fixtures/push.rtmp', import.meta.url)))
/** The chunks that follow are large enough for a message each. */
const chunkSize = writeMessage({ type: 1, timestamp: 0, stream: 0, body: Uint8Array.of(0, 0, 16, 0) })
const times = { helloMs: 1500, silentMs: 2500 }

let access: Access
let ports: PushPorts
let lines: string[]

beforeEach(async () => {
  access = await givenAccess()
  const hub = new Hub()
  hub.add(cameraFromSource('publish:', { id: 'b' }))
  lines = []
  const write = (_: object, message: string) => void lines.push(message)
  const log = { debug: write, info: write, warn: write, error: write }
  ports = await takePushes({ push: { host: '127.0.0.1', rtmp: 0 }, door: publishDoor(hub, access), log, times })
})
afterEach(async () => {
  await ports.close()
  await access.close()
})

/** A connection; `send` gives what happens next: bytes come, or it is closed. */
function call() {
  const socket: Socket = connect({ port: ports.ports.rtmp ?? 0, host: '127.0.0.1' })
  onTestFinished(() => void socket.destroy())
  const seen = { socket, bytes: 0, closed: false }
  socket.on('error', () => undefined)
  socket.on('data', data => {
    seen.bytes += data.length
  })
  socket.on('close', () => {
    seen.closed = true
  })
  return seen
}

describe('a stranger', () => {
  test('who says nothing is not waited for', async () => {
    const silent = call()
    await until('it is closed', () => silent.closed, 8000)
    expect(lines).toEqual(['RTMP push from 127.0.0.1 refused: It did not say in time what it wants.'])
  })

  test('who sends a byte now and then is not waited for either', async () => {
    const slow = call()
    let at = 0
    const timer = setInterval(() => slow.socket.write(hello.subarray(at, ++at)), 20)
    onTestFinished(() => clearInterval(timer))
    await until('it is closed', () => slow.closed, 8000)
    expect(lines).toEqual(['RTMP push from 127.0.0.1 refused: It did not say in time what it wants.'])
  })

  test('who sends what is not RTMP is refused at once', async () => {
    const other = call()
    other.socket.write('GET / HTTP/1.1\r\n\r\n')
    await until('it is closed', () => other.closed, 1400)
    expect(lines).toEqual(['RTMP push from 127.0.0.1 refused: What comes is not RTMP.'])
  })

  test('who comes many times over does not get more than eight places', async () => {
    const many = Array.from({ length: 20 }, call)
    await until('twelve are closed', () => many.filter(({ closed }) => closed).length === 12, 1400)
    for (const one of many) one.socket.destroy()
    await until('there is room again', async () => {
      const next = call()
      next.socket.write(hello.subarray(0, 1537))
      await until('it is answered or closed', () => next.bytes >= 3073 || next.closed)
      return next.bytes >= 3073
    })
  })

  test('whose refusals are many is not told each time', async () => {
    for (let times = 0; times < 25; times++) {
      const one = call()
      one.socket.write('hello')
      await until('it is closed', () => one.closed, 2000)
    }
    expect(lines).toHaveLength(21)
    expect(lines.at(-1)).toBe('RTMP pushes refused: too many to name each.')
  })
})

test('who publishes and is silent then, as behind a network that is gone, is not kept for ever', async () => {
  const { code } = await access.share({ name: 'Encoder', cameras: ['b'] }, 'publisher')
  const encoder = call()
  const command = (...values: AmfWritable[]) =>
    encoder.socket.write(writeMessage({ type: 20, timestamp: 0, stream: 0, body: writeAmf0(...values) }))
  encoder.socket.write(hello.subarray(0, 3073))
  command('connect', 1, { app: 'live' })
  encoder.socket.write(chunkSize)
  command('publish', 5, null, code, 'live')
  await until('it publishes', () => lines.includes('RTMP push to b from 127.0.0.1 has begun.'), 1400)
  expect(access.watching.list(Date.now())).toHaveLength(1)
  await until('it is closed', () => encoder.closed, 8000)
  await until('it is told', () => lines.includes('RTMP push to b has ended: it has left'))
  expect(lines).toContain('RTMP push from 127.0.0.1 was silent for too long, so its connection is closed.')
  expect(access.watching.list(Date.now())).toEqual([])
})

test('a port that is taken is told with its kind and the system’s reason', async () => {
  const again = takePushes({
    push: { host: '127.0.0.1', rtmp: ports.ports.rtmp ?? 0 },
    door: publishDoor(new Hub(), access),
    log: { debug() {}, info() {}, warn() {}, error() {} },
  })
  await expect(again).rejects.toMatchObject({ name: 'PushError', kind: 'rtmp', cause: { code: 'EADDRINUSE' } })
})
