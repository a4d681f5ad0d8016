import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import { defineWebSocketHelper, type UpgradeWebSocket, WSContext, type WSEvents, type WSMessageReceive } from 'hono/ws'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { keepHeartbeat } from './heartbeat.ts'
import { answerUpgrades, type Upgrades } from './upgrades.ts'

/** The WebSockets of a server. */
export interface WebSockets {
  /** For the app: opens the socket that a request asks for. */
  readonly upgrade: UpgradeWebSocket
  /** Begins to take connections of this server. */
  attach(server: Server): void
  /** Says goodbye (1001) to all, and takes no more. */
  close(): void
  /** Ends those who did not go. */
  destroy(): void
}

/** What a route may ask of its sockets. */
export interface SocketOptions {
  /** How long a message may be, in bytes. Default 4 KiB. */
  readonly mostBytes?: number
}

const MOST_BYTES = 4 * 1024

const OPTIONS = {
  noServer: true,
  perMessageDeflate: false, // JPEG and H.264 are compressed already
  clientTracking: false,
  /** How long the other side may take to close too, in ms; then the connection is cut. */
  closeTimeout: 3_000,
}

/** WebSockets on Node, by the package `ws`. Who does not answer a ping within `heartbeatMs` is gone. */
export function webSockets(heartbeatMs: number): WebSockets {
  const servers = new Map<number, WebSocketServer>()
  const sockets = new Set<WebSocket>()
  let closed = false
  let stopHeartbeat = () => {}
  let upgrades: Upgrades | undefined
  const serverFor = (maxPayload: number) => {
    const server = servers.get(maxPayload) ?? new WebSocketServer({ ...OPTIONS, maxPayload })
    servers.set(maxPayload, server)
    if (closed) server.close()
    return server
  }
  return {
    upgrade: defineWebSocketHelper((c, events, options?: SocketOptions) => {
      const request: IncomingMessage = c.env.incoming
      const upgradable = upgrades?.of(request)
      if (!upgradable) return
      const { socket, head, take } = upgradable
      take()
      serverFor(options?.mostBytes ?? MOST_BYTES).handleUpgrade(request, socket, head, webSocket => {
        sockets.add(webSocket)
        webSocket.once('close', () => sockets.delete(webSocket))
        serve(webSocket, socket, events, c.req.url)
      })
      return new Response() // which goes nowhere: the connection was taken
    }),
    attach: http => {
      upgrades = answerUpgrades(http)
      http.once('listening', () => {
        stopHeartbeat = keepHeartbeat(sockets, heartbeatMs)
      })
    },
    close: () => {
      closed = true
      for (const server of servers.values()) server.close()
      for (const client of sockets) client.close(1001, 'The server ends.')
    },
    destroy: () => {
      stopHeartbeat()
      upgrades?.destroy()
    },
  }
}

/** Tells `events` what happens on a socket. Who does not read is not read either: little can wait for him here. */
function serve(webSocket: WebSocket, socket: Socket, events: WSEvents, url: string): void {
  const context = new WSContext({
    send: (data, { compress }) => {
      webSocket.send(data, { compress })
      if (socket.writableNeedDrain) webSocket.pause()
    },
    close: (code, reason) => webSocket.close(code, reason),
    raw: webSocket,
    get readyState() {
      return webSocket.readyState
    },
    url,
    protocol: webSocket.protocol,
  })
  socket.on('drain', () => webSocket.resume())
  webSocket.on('message', (data, binary) => {
    events.onMessage?.(new MessageEvent('message', { data: received(data, binary) }), context)
  })
  webSocket.on('error', () => undefined) // a bad frame or a lost connection: 'close' follows
  webSocket.on('close', (code, reason) => {
    events.onClose?.(
      Object.assign(new Event('close'), { code, reason: String(reason), wasClean: code !== 1006 }),
      context,
    )
  })
  events.onOpen?.(new Event('open'), context)
}

function received(data: RawData, binary: boolean): WSMessageReceive {
  const bytes = data as Buffer // what `ws` gives unless another binaryType is set
  if (!binary) return bytes.toString()
  const owned = bytes.byteLength === bytes.buffer.byteLength // else it is part of what else came at that time
  return owned ? bytes.buffer : bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
}
