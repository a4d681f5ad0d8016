import { Hono } from 'hono'
import type { UpgradeWebSocket, WSEvents, WSMessageReceive } from 'hono/ws'
import { BOUNDARY } from '../media/jpeg/picture.ts'
import { forOwner } from './access/requires.ts'
import type { AppEnv } from './env.ts'
import { positiveNumber } from './numbers.ts'
import { noSocket, upgradesOnly } from './socketOnly.ts'

const BEATS = 10
const BEAT_MS = 100
/** As much as the smallest pictures: less might wait in a buffer somewhere where no picture would. */
const BEAT_BYTES = 4096
const USUAL_BYTES = 1_000_000
const MOST_BYTES = 4_000_000
/** What one echo takes: messages, the bytes of each, and ms. */
const ECHO = { messages: 200, bytes: 1024, ms: 30_000 }

const HEADERS = { 'Cache-Control': 'private, no-store, no-transform', 'X-Content-Type-Options': 'nosniff' }
const encoder = new TextEncoder()

/**
 * What the way here is measured by, below `/api/probe`, for the owner; nothing in it is of a camera. `stream`: as MJPEG, ten parts of
 * `{"at":ms since 1970}` a tenth of a second apart. `bulk`: `?bytes=` of noise. `socket`: a WebSocket that echoes.
 */
export function probeRoutes(upgradeWebSocket: UpgradeWebSocket | undefined): Hono<AppEnv> {
  const routes = new Hono<AppEnv>()
    .get('/stream', forOwner, () => {
      // Never a Content-Length: this is to be held back wherever MJPEG would be.
      const headers = { ...HEADERS, 'Content-Type': `multipart/x-mixed-replace; boundary=${BOUNDARY}` }
      return new Response(beats(), { headers })
    })
    .get('/bulk', forOwner, c => {
      const bytes = Math.ceil(positiveNumber('bytes', c.req.query('bytes'), MOST_BYTES) ?? USUAL_BYTES)
      const headers = { ...HEADERS, 'Content-Type': 'application/octet-stream', 'Content-Length': String(bytes) }
      return new Response(noise(bytes), { headers })
    })
    .get('/socket', forOwner, upgradesOnly)
  if (upgradeWebSocket) routes.get('/socket', upgradeWebSocket(echo))
  return routes.get('/socket', () => {
    throw noSocket(upgradeWebSocket)
  })
}

function beats(): ReadableStream<Uint8Array> {
  const startedAt = performance.now()
  let sent = 0
  let timer: ReturnType<typeof setTimeout>
  return new ReadableStream<Uint8Array>({
    pull: controller =>
      new Promise(resolve => {
        const send = () => {
          controller.enqueue(beat())
          if (++sent === BEATS) controller.close()
          resolve()
        }
        timer = setTimeout(send, startedAt + sent * BEAT_MS - performance.now())
      }),
    cancel: () => clearTimeout(timer),
  })
}

function beat(): Uint8Array {
  const text = `--${BOUNDARY}\r\nContent-Type: application/json\r\n\r\n${JSON.stringify({ at: Date.now() })}`
  return encoder.encode(`${text.padEnd(BEAT_BYTES - 2)}\r\n`)
}

/** Bytes that no compression makes fewer. */
function noise(bytes: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(bytes)
  const most = 65_536 // that getRandomValues gives at a time (Web Cryptography §10.1.1)
  for (let at = 0; at < bytes; at += most) crypto.getRandomValues(all.subarray(at, at + most))
  return all
}

function echo(): WSEvents {
  let heard = 0
  let timer: ReturnType<typeof setTimeout>
  return {
    onOpen: (_, socket) => {
      timer = setTimeout(() => socket.close(1000, 'That was long enough.'), ECHO.ms)
    },
    onMessage: ({ data }, socket) => {
      if (size(data) > ECHO.bytes) socket.close(1009, `A message may have ${ECHO.bytes} bytes at most.`)
      else if (++heard > ECHO.messages) socket.close(1008, `${ECHO.messages} messages are enough.`)
      else if (!(data instanceof Blob)) socket.send(typeof data === 'string' ? data : new Uint8Array(data).slice())
    },
    onClose: () => clearTimeout(timer),
  }
}

function size(data: WSMessageReceive): number {
  if (typeof data === 'string') return encoder.encode(data).length
  return data instanceof Blob ? data.size : data.byteLength
}
