import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { onTestFinished } from 'vitest'

/** What a proxy does that some tunnels, offices and phone networks do. Each may be changed at any time. */
export interface Habits {
  /** Answers 403 to who wants a WebSocket. */
  refusesUpgrades?: boolean
  /** Hands on a body of unknown length only when it has ended. */
  holdsStreams?: boolean
  /** Answers nobody, and hands nothing on. */
  isCut?: boolean
}

/** An HTTP proxy between a browser and the program, until the test is over. */
export interface AwkwardProxy {
  /** 'http://127.0.0.1:port', which leads to the program. */
  readonly address: string
  readonly habits: Habits
  /** What is connected goes dead without a word, as when a phone sleeps or takes another network; who comes anew is served. */
  forget(): void
}

/** Puts a proxy with these habits in front of the program at `address`. */
export async function awkwardProxy(address: string, habits: Habits = {}): Promise<AwkwardProxy> {
  const { hostname: host, port } = new URL(address)
  const near = new Set<Socket>()
  const ways = new Set<() => void>()
  const dead = new WeakSet<Duplex>()
  const isOut = (socket: Duplex) => habits.isCut === true || dead.has(socket)

  const serve = (asked: IncomingMessage, answer: ServerResponse) => {
    if (isOut(asked.socket)) return
    const { method, url: path, headers } = asked
    const far = request({ host, port, method, path, headers, agent: false })
    far.on('response', from => {
      const isStream = from.headers['content-length'] === undefined && method !== 'HEAD'
      if (habits.holdsStreams && isStream) return whole(from, answer)
      answer.writeHead(from.statusCode ?? 502, from.headers)
      from.on('data', chunk => !isOut(asked.socket) && answer.write(chunk))
      from.on('end', () => !isOut(asked.socket) && answer.end())
    })
    far.on('error', () => !isOut(asked.socket) && answer.destroy())
    const forget = () => far.destroy()
    ways.add(forget)
    answer.on('close', () => {
      ways.delete(forget)
      far.destroy()
    })
    asked.pipe(far)
  }

  const upgrade = (asked: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined)
    if (isOut(socket)) return
    if (habits.refusesUpgrades) return void socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
    const far = connect({ host, port: Number(port) })
    const lines = asked.rawHeaders.map((text, at) => (at % 2 === 0 ? `\r\n${text}: ` : text)).join('')
    far.write(`GET ${asked.url} HTTP/1.1${lines}\r\n\r\n`)
    far.write(head)
    far.on('error', () => undefined)
    far.on('data', chunk => !isOut(socket) && socket.write(chunk))
    far.on('close', () => !isOut(socket) && socket.destroy())
    socket.on('data', chunk => !isOut(socket) && far.write(chunk))
    const forget = () => far.destroy()
    ways.add(forget)
    socket.on('close', () => {
      ways.delete(forget)
      far.destroy()
    })
  }

  const server = createServer(serve).on('upgrade', upgrade)
  server.on('connection', socket => {
    near.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => near.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of near) socket.destroy()
    server.close()
  })
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // a TCP server's address is one
    habits,
    forget() {
      for (const socket of near) dead.add(socket)
      for (const way of [...ways]) way()
    },
  }
}

function whole(from: IncomingMessage, answer: ServerResponse): void {
  const chunks: Buffer[] = []
  from.on('data', chunk => chunks.push(chunk))
  from.on('end', () => {
    answer.writeHead(from.statusCode ?? 502, from.headers)
    answer.end(Buffer.concat(chunks))
  })
}
