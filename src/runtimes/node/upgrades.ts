import { type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** A request that may be upgraded: its connection, and the first bytes behind its headers. */
export interface Upgradable {
  readonly socket: Socket
  readonly head: Buffer
  /** Takes the connection from HTTP, for another protocol: what is still answered goes nowhere. */
  take(): void
}

/** The requests that ask for another protocol. */
export interface Upgrades {
  of(request: IncomingMessage): Upgradable | undefined
  /** Ends the connections of those who asked, whatever they speak now. */
  destroy(): void
}

/**
 * Answers a request with an Upgrade header like any other, as RFC 9110 §7.8 allows, unless it asks for a WebSocket and its
 * handler takes the connection. Node hands such connections over bare, to be answered by nobody: Java's HTTP client, which
 * asks each new server for h2c, would wait for ever, and a refusal would have no body.
 */
export function answerUpgrades(server: Server): Upgrades {
  const requests = new WeakMap<IncomingMessage, Upgradable>()
  // Where it is known (Node 24.9, Deno, Bun), nothing but a WebSocket is handed over.
  if ('shouldUpgradeCallback' in server) server.shouldUpgradeCallback = asksForWebSocket
  const sockets = new Set<Socket>()
  server.on('upgrade', (request, _, head) => {
    const { socket } = request
    if (!asksForWebSocket(request)) return readAnew(request, head, server)
    const response = new ServerResponse(request)
    const release = answerOver(socket, response, server)
    const take = () => {
      release()
      response.detachSocket(socket)
      // On Bun an answer without a connection is an error that nobody catches.
      response.writeHead = () => response
      response.end = () => response
    }
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    requests.set(request, { socket, head, take })
    server.emit('request', request, response)
  })
  return {
    of: request => requests.get(request),
    destroy: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket'
}

/** Does for one answer over a bare connection what Node does otherwise, until the returned function is called. */
function answerOver(socket: Socket, response: ServerResponse, server: Server): () => void {
  const onFinish = () => socket.destroySoon()
  const onDrain = () => response.emit('drain')
  const onTimeout = () => server.emit('timeout', socket)
  const onEnd = () => socket.end()
  response.shouldKeepAlive = false // nobody reads a second request
  response.assignSocket(socket)
  response.once('finish', onFinish)
  socket.on('drain', onDrain).on('timeout', onTimeout).on('end', onEnd)
  socket.on('error', () => undefined) // it closes too, and that is enough
  socket.resume() // nothing may come before the answer; that the client has left is seen only by reading
  return () => {
    socket.off('drain', onDrain).off('timeout', onTimeout).off('end', onEnd)
    response.off('finish', onFinish)
  }
}

/** Hands a request back to HTTP as if it had not asked: Node takes its body for the other protocol, and would not read it. */
function readAnew(
  { method, url, httpVersion, rawHeaders, socket }: IncomingMessage,
  head: Buffer,
  server: Server,
): void {
  const lines = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && !ASKING.has(name.toLowerCase()) ? [`${name}: ${rawHeaders[index + 1]}`] : [],
  )
  const text = [`${method} ${url} HTTP/${httpVersion}`, ...lines, 'Connection: close', '', ''].join('\r\n')
  server.emit('connection', socket)
  socket.unshift(Buffer.concat([Buffer.from(text, 'latin1'), head]))
}

const ASKING: ReadonlySet<string> = new Set(['upgrade', 'connection', 'http2-settings'])
