import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { cameraFromSource } from '../../../../src/config/camera.ts'
import type { Hub } from '../../../../src/hub/hub.ts'
import { until } from '../../../support/until.ts'
import { TINY_MPJPEG } from '../../serving.ts'

/** What came of many cameras by one connection. */
export interface Came {
  /** Each message as words: 'front state live', 'front jpeg 3', 'front ended revoked'. */
  readonly words: string[]
  readonly texts: Record<string, unknown>[]
  readonly binaries: { readonly header: Record<string, unknown>; readonly payload: Uint8Array }[]
}

/** A connection for many cameras, by a client that is not ours; gone when the test is over. Resolves when it is open. */
export async function manyViewer(
  port: number,
  { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live${query}`, { headers })
  onTestFinished(() => socket.terminate())
  const came: Came = { words: [], texts: [], binaries: [] }
  let pongs = 0
  /** Cameras that were asked for and not answered yet, and how many messages had come by then. */
  const asked = new Map<string, number>()
  const seen = {
    ...came,
    socket,
    closed: undefined as { code: number; reason: string } | undefined,
    say: (message: { readonly type: string; readonly camera?: string; readonly [more: string]: unknown }) => {
      const { type, camera = '' } = message
      if (type === 'watch') asked.set(camera, came.words.length)
      if (type === 'unwatch') asked.delete(camera)
      socket.send(JSON.stringify(message))
    },
    of: (camera: string) =>
      came.words.filter(word => word.startsWith(`${camera} `)).map(word => word.slice(camera.length + 1)),
    /** Resolves when all that was asked for is answered, and all that was sent before has come. */
    settled: async () => {
      for (const [camera, from] of asked) {
        const isAnswer = (word: string) => word.startsWith(`${camera} state`) || word.startsWith(`${camera} ended`)
        await until(`${camera} is answered`, () => came.words.slice(from).some(isAnswer))
        asked.delete(camera)
      }
      for (const _ of [1, 2]) {
        const before = pongs
        seen.say({ type: 'ping', at: before })
        await until('the pong has come', () => pongs > before)
      }
    },
  }
  socket.on('close', (code, reason) => {
    seen.closed = { code, reason: String(reason) }
  })
  socket.on('message', (data: Buffer, binary) => {
    if (binary) {
      const end = 4 + data.readUInt32BE(0)
      const header = JSON.parse(data.toString('utf8', 4, end))
      came.binaries.push({ header, payload: Uint8Array.from(data.subarray(end)) })
      const { camera, type, sequence, dts, key } = header
      came.words.push(
        `${camera} ${[type, sequence ?? dts, key ? 'key' : ''].filter(word => word !== undefined && word !== '').join(' ')}`,
      )
      return
    }
    const message = JSON.parse(String(data))
    if (message.type === 'pong') pongs++
    else {
      came.texts.push(message)
      came.words.push([message.camera, message.type, message.state?.kind ?? message.code ?? message.pictures].join(' '))
    }
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return seen
}

/** One more camera that has given three pictures. */
export function another(hub: Hub, id: string) {
  const camera = hub.add(cameraFromSource('test:', { id }))
  const run = camera.begin({ passthrough: false })
  run.jpeg(TINY_MPJPEG)
  camera.setState({ kind: 'live' })
  return { camera, run }
}
