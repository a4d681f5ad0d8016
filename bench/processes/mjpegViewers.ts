import { connect, type Socket } from 'node:net'
import { sharedNow } from '../numbers.ts'
import { serve } from '../remote.ts'
import { STAMP_BYTES, stampIn } from '../stamp.ts'

// Viewers of multipart/x-mixed-replace that do as little as can be done: they find each part's head and count.
const MAX_HEAD = 1024
const HEAD = new RegExp(`content-length: *(\\d+)[^]*?\r\n\r\n([^]{${STAMP_BYTES}})`, 'i')
const buffer = Buffer.allocUnsafe(1 << 20)
const viewers: { frames: number }[] = []
const sockets: Socket[] = []
let bytes = 0
let ages: number[] = []

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
  /** Viewers that ask and then never read. */
  stall: async ({ port, path, count }: Target) => {
    await Promise.all(Array.from({ length: count }, () => stall(port, path)))
  },
  /** What came so far: pictures of each viewer that reads, and bytes of all. */
  counts: () => ({ frames: viewers.map(viewer => viewer.frames), bytes }),
  /** How old each picture was when it had come, of those that are stamped, in ms, since this was last asked. */
  ages: () => {
    const taken = ages
    ages = []
    return taken
  },
  leave: () => {
    for (const socket of sockets.splice(0)) socket.destroy()
    viewers.length = 0
  },
}

/** What this process can be asked. */
export type MjpegViewers = typeof calls
serve(calls)

function watch(port: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const viewer = { frames: 0 }
    let skip = 0
    let head = ''
    let madeAt: number | undefined
    const onBytes = (length: number) => {
      bytes += length
      for (let at = 0; at < length; ) {
        if (skip > 0) {
          const step = Math.min(skip, length - at)
          skip -= step
          at += step
          if (skip > 0) return
          viewer.frames++
          if (madeAt !== undefined) ages.push(sharedNow() - madeAt)
          if (viewer.frames === 2) resolve()
        }
        const before = head.length
        head += buffer.toString('latin1', at, Math.min(length, at + MAX_HEAD))
        const found = HEAD.exec(head)
        if (!found) {
          if (head.length > 4 * MAX_HEAD) return reject(new Error(`no picture begins in ${JSON.stringify(head)}`))
          at += MAX_HEAD
          continue
        }
        at += found.index + found[0].length - before
        skip = Number(found[1]) - STAMP_BYTES
        madeAt = stampIn(found[2] ?? '')
        head = ''
      }
    }
    const socket = connect({
      port,
      host: '127.0.0.1',
      onread: {
        buffer,
        callback: length => {
          onBytes(length)
          return true
        },
      },
    })
    sockets.push(socket)
    viewers.push(viewer)
    socket.on('error', reject)
    socket.once('close', () => reject(new Error('the server closed')))
    request(socket, port, path)
  })
}

function stall(port: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.pause()
    sockets.push(socket)
    socket.once('error', reject)
    socket.once('connect', resolve)
    request(socket, port, path)
  })
}

function request(socket: Socket, port: number, path: string): void {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n`)
}
