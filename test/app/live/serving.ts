import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { cameraFromSource } from '../../../src/config/camera.ts'
import type { CameraState } from '../../../src/hub/camera.ts'
import { Hub } from '../../../src/hub/hub.ts'
import { listen } from '../../../src/runtimes/node.ts'
import { givenGate } from '../../support/gate.ts'
import { until } from '../../support/until.ts'
import { TINY_MPJPEG } from '../serving.ts'

const staticFolder = new URL('../../../static/', import.meta.url)

/** A server on a port of its own, until the test is over, with one camera, `front`, that has given three pictures. */
export async function listening(
  options: { heartbeatMs?: number; stalledMs?: number; gate?: Awaited<ReturnType<typeof givenGate>> } = {},
  config: Parameters<typeof cameraFromSource>[1] = {},
) {
  const hub = new Hub()
  const camera = hub.add(cameraFromSource('test:', { id: 'front', ...config }))
  const errors: object[] = []
  const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => void errors.push(fields) }
  const server = await listen({
    hub,
    host: '127.0.0.1',
    port: 0,
    log,
    staticFolder,
    ...options,
    gate: options.gate ?? (await givenGate()),
  })
  onTestFinished(() => server.close())
  const run = camera.begin({ passthrough: false })
  run.jpeg(TINY_MPJPEG)
  camera.setState({ kind: 'live' })
  return { server, hub, camera, run, errors, port: server.port }
}

/** A picture as a live viewer gets it. */
export interface SeenPicture {
  readonly header: { readonly type: string; readonly sequence: number; readonly capturedAt: number }
  readonly jpeg: Uint8Array
}

/** A viewer of `front`, by a client that is not ours; gone when the test is over. Resolves when the socket is open. */
export async function liveViewer(port: number, query = '', options: { autoPong?: boolean } = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/cameras/front/live${query}`, options)
  onTestFinished(() => socket.terminate())
  let asked = 0
  const seen = {
    socket,
    pictures: [] as SeenPicture[],
    states: [] as CameraState[],
    pongs: [] as object[],
    closed: undefined as { code: number; reason: string } | undefined,
    say: (message: object) => socket.send(JSON.stringify(message)),
    sequences: () => seen.pictures.map(({ header }) => header.sequence),
    /** Resolves when all that was sent before has come: the server answers in order. */
    settled: async () => {
      const at = ++asked
      seen.say({ type: 'ping', at })
      await until('the pong has come', () => seen.pongs.some(answer => Object(answer).at === at))
    },
  }
  socket.on('close', (code, reason) => {
    seen.closed = { code, reason: String(reason) }
  })
  socket.on('message', (data: Buffer, binary) => {
    if (binary) return seen.pictures.push(opened(data))
    const message = JSON.parse(String(data))
    return message.type === 'state' ? seen.states.push(message.state) : seen.pongs.push(message)
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return seen
}

function opened(message: Buffer): SeenPicture {
  const end = 4 + message.readUInt32BE(0)
  return { header: JSON.parse(message.toString('utf8', 4, end)), jpeg: Uint8Array.from(message.subarray(end)) }
}
