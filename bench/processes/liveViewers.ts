import { connect, type Socket } from 'node:net'
import { serve } from '../remote.ts'

// Viewers of the live WebSocket that do as little as can be done: they find each frame's head, count, and give a credit.
const BINARY = 2
const FIRST_CREDITS = { jpeg: 2, h264: 12 }
const buffer = Buffer.allocUnsafe(1 << 20)
const viewers: { frames: number }[] = []
let bytes = 0
let ages: number[] = []
/** The header of a message is within so many bytes of its beginning. */
const HEADER_BYTES = 300

interface Target {
  readonly port: number
  readonly path: string
  readonly count: number
}

const calls = {
  /** Resolves when every viewer has had its first pictures. */
  watch: async ({ port, path, count }: Target) => {
    await Promise.all(Array.from({ length: count }, () => watch(port, path)))
  },
  /** What came so far: pictures of each viewer, and bytes of all. */
  counts: () => ({ frames: viewers.map(viewer => viewer.frames), bytes }),
  /** How old each picture was when it had come, by the server's word for when it took it, in ms, since this was last asked. */
  ages: () => {
    const taken = ages
    ages = []
    return taken
  },
}

/** What this process can be asked. */
export type LiveViewers = typeof calls
serve(calls)

function watch(port: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const viewer = { frames: 0 }
    const reader = new FrameReader((opcode, begins) => {
      if (opcode !== BINARY) return
      const capturedAt = /"capturedAt":([\d.]+)/.exec(begins)?.[1]
      if (capturedAt === undefined) return // no picture, but what they are coded in
      ages.push(Date.now() - Number(capturedAt))
      viewer.frames++
      if (viewer.frames === 2) resolve()
      socket.write(credit(1))
    })
    let greeting = ''
    const onBytes = (length: number) => {
      bytes += length
      if (greeting.endsWith('\r\n\r\n')) return reader.push(buffer.subarray(0, length))
      const text = greeting + buffer.toString('latin1', 0, length)
      const end = text.indexOf('\r\n\r\n') + 4
      const rest = length - (end - greeting.length)
      greeting = text.slice(0, end)
      if (!greeting.startsWith('HTTP/1.1 101 ')) return reject(new Error(`no WebSocket: ${greeting}`))
      socket.write(credit(FIRST_CREDITS[path.endsWith('h264') ? 'h264' : 'jpeg']))
      reader.push(buffer.subarray(length - rest, length))
    }
    const onread = {
      buffer,
      callback: (length: number) => {
        onBytes(length)
        return true
      },
    }
    const socket = connect({ port, host: '127.0.0.1', onread })
    viewers.push(viewer)
    socket.on('error', reject)
    socket.once('close', () => reject(new Error('the server closed')))
    request(socket, port, path)
  })
}

/** Finds the frames of a server (RFC 6455 §5.2, never masked), and tells the opcode and the beginning of each when it is whole. */
class FrameReader {
  readonly #whole: (opcode: number, begins: string) => void
  #head: number[] = []
  #begins = ''
  #left = 0

  constructor(whole: (opcode: number, begins: string) => void) {
    this.#whole = whole
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, chunk.length - at)
        if (this.#begins.length < HEADER_BYTES)
          this.#begins += Buffer.from(chunk.buffer, chunk.byteOffset + at, Math.min(step, HEADER_BYTES)).toString(
            'latin1',
          )
        this.#left -= step
        at += step
      } else {
        this.#head.push(chunk[at++] ?? 0)
        this.#left = payloadLength(this.#head) ?? 0
        if (this.#left === 0) continue // a server of ours sends no empty frame
      }
      if (this.#left === 0) {
        this.#whole((this.#head[0] ?? 0) & 0x0f, this.#begins)
        this.#head = []
        this.#begins = ''
      }
    }
  }
}

function payloadLength(head: readonly number[]): number | undefined {
  const [, short = 0, ...extended] = head
  if (head.length < 2) return undefined
  if (short < 126) return short
  const wanted = short === 126 ? 2 : 8
  return extended.length < wanted ? undefined : extended.reduce((value, byte) => value * 256 + byte, 0)
}

/** A text frame, masked with zeros. */
function credit(count: number): Buffer {
  const text = JSON.stringify({ type: 'credit', count })
  return Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0, ...Buffer.from(text)])
}

function request(socket: Socket, port: number, path: string): void {
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
}
