import { connect } from 'node:net'
import { sharedNow } from './numbers.ts'

/** An answer of 200: its body as text where it is a playlist, and when it was whole, in ms of the shared clock. */
export interface Answer {
  readonly text: string
  readonly at: number
}

/** One connection that asks for one path after the other, and does as little as can be done. */
export interface HttpClient {
  /** Rejects when the answer is another than 200, or the connection ends. */
  get(path: string): Promise<Answer>
  destroy(): void
}

const buffer = Buffer.allocUnsafe(1 << 20)

/** Connects to a port of 127.0.0.1. `count` is told how many bytes came, each time. */
export function httpClient(port: number, count: (bytes: number) => void): HttpClient {
  let head = ''
  let text = ''
  let left: number | undefined
  let asker: { resolve(answer: Answer): void; reject(error: Error): void } | undefined
  const whole = () => {
    const [at, said, refused] = [sharedNow(), text, head.startsWith('HTTP/1.1 200') ? undefined : head]
    head = text = ''
    left = undefined
    // What a viewer does next must not delay the stamps of the others in this process: real ones have machines of their own.
    const { resolve, reject } = asker ?? {}
    setImmediate(() => (refused === undefined ? resolve?.({ text: said, at }) : reject?.(new Error(refused))))
  }
  const take = (length: number) => {
    count(length)
    let from = 0
    if (left === undefined) {
      const before = head.length
      head += buffer.toString('latin1', 0, length)
      const end = head.indexOf('\r\n\r\n') + 4
      if (end < 4) return
      head = head.slice(0, end)
      from = end - before
      left = Number(/^content-length: *(\d+)/im.exec(head)?.[1])
      if (Number.isNaN(left)) return asker?.reject(new Error(`an answer without a length: ${head}`))
    }
    if (/mpegurl/i.test(head)) text += buffer.toString('latin1', from, length)
    left -= length - from
    if (left <= 0) whole()
  }
  const onread = {
    buffer,
    callback: (length: number) => {
      take(length)
      return true
    },
  }
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread })
  socket.on('error', error => asker?.reject(error))
  socket.once('close', () => asker?.reject(new Error('the server closed')))
  return {
    get: path =>
      new Promise((resolve, reject) => {
        asker = { resolve, reject }
        socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n`)
      }),
    destroy: () => socket.destroy(),
  }
}
