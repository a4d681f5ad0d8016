import { connect } from 'node:net'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { cameraFromSource } from '../../../src/config/camera.ts'
import type { Camera } from '../../../src/hub/camera.ts'
import { Hub } from '../../../src/hub/hub.ts'
import type { Intake } from '../../../src/hub/published/intake.ts'
import { listen } from '../../../src/runtimes/node.ts'
import { givenGate } from '../../support/gate.ts'

const staticFolder = new URL('../../../static/', import.meta.url)

/** A server until the test is over: cameras `b` and `c` take what is published, `front` does not; and `b`'s publisher. */
export async function publishing() {
  const hub = new Hub()
  const [b] = ['b', 'c'].map(id => hub.add(cameraFromSource('publish:', { id })))
  hub.add(cameraFromSource('test:', { id: 'front' }))
  const errors: object[] = []
  const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => void errors.push(fields) }
  const gate = await givenGate({ open: false })
  const server = await listen({ hub, host: '127.0.0.1', port: 0, gate, log, staticFolder })
  onTestFinished(() => server.close())
  const { access } = gate
  const share = await access.share({ name: 'Detector', cameras: ['b'] }, 'publisher')
  const bearer = { Authorization: `Bearer ${share.code}` }
  return { hub, server, errors, access, share, bearer, ...taking(b), owner: access.printedCodes.owner }
}

/** A publisher of `b` over a WebSocket, by a client that is not ours. */
export async function connected(served: Awaited<ReturnType<typeof publishing>>) {
  const socket = new WebSocket(`ws://127.0.0.1:${served.server.port}/cameras/b/publish`, { headers: served.bearer })
  onTestFinished(() => socket.terminate())
  const seen = {
    socket,
    said: [] as { type: string; count?: number; code?: string; bytes?: number; state?: { kind: string } }[],
    closed: undefined as { code: number; reason: string } | undefined,
    credits: () => seen.said.reduce((sum, { count = 0 }) => sum + count, 0),
    taken: () => seen.said.findLast(({ type }) => type === 'taken')?.bytes ?? 0,
  }
  socket.on('message', data => seen.said.push(JSON.parse(String(data))))
  socket.on('error', () => undefined)
  socket.on('close', (code, reason) => {
    seen.closed = { code, reason: String(reason) }
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return seen
}

function taking(camera: Camera | undefined): { camera: Camera; intake: Intake } {
  if (!camera?.intake) throw new Error('it takes nothing')
  return { camera, intake: camera.intake }
}

/** A POST over a connection of its own, whose body is written piece by piece and may never end. */
export function slowPost(port: number, path: string, headers: Readonly<Record<string, string>>) {
  const socket = connect({ port, host: '127.0.0.1' })
  onTestFinished(() => void socket.destroy())
  const seen = {
    socket,
    answer: '',
    closed: false,
    send: (bytes: Uint8Array | string) => {
      const chunk = Buffer.from(bytes)
      socket.write(Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]))
    },
    finish: () => socket.write('0\r\n\r\n'),
  }
  socket.on('error', () => undefined)
  socket.on('close', () => {
    seen.closed = true
  })
  socket.on('data', data => {
    seen.answer += data.toString('latin1')
  })
  const all = { Host: 'localhost', 'Transfer-Encoding': 'chunked', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  return seen
}

/** The type of a body of JPEGs. */
export const MULTIPART = { 'Content-Type': 'multipart/x-mixed-replace; boundary=frame' }

/** A part of such a body, with the boundary before it. */
export function part(jpeg: Uint8Array, headers = ''): Uint8Array {
  const head = `--frame\r\nContent-Type: image/jpeg\r\n${headers}\r\n`
  return Uint8Array.from(Buffer.concat([Buffer.from(head), jpeg, Buffer.from('\r\n')]))
}
