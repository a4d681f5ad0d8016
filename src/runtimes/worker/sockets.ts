import { defineWebSocketHelper, type UpgradeWebSocket, WSContext, type WSEvents } from 'hono/ws'
import type { AgentEvents } from '../../app/relay/agentSocket.ts'
import { type EdgeClose, type EdgeObject, type EdgeSocket, pairOfSockets } from './platform.ts'

declare const WebSocketRequestResponsePair: new (request: string, response: string) => object

/** The WebSockets of an object. */
export interface EdgeSockets {
  /** For the app: opens the socket that a request asks for. */
  readonly upgrade: UpgradeWebSocket
  /** Serves those again that stayed open while the object slept; `wake` knows them by what was kept with them. */
  wake(events: (kept: unknown) => WSEvents): void
  message(socket: EdgeSocket, data: string | ArrayBuffer): void
  closed(socket: EdgeSocket, close: EdgeClose): void
}

/** Agents' sockets, which may outlive our memory. */
const AGENT = 'agent'
const OPEN = 1

/**
 * WebSockets in a Durable Object. Those of agents let it sleep while nobody watches, and `ping` is answered `pong` without
 * waking it; those of viewers keep it awake.
 */
export function edgeSockets(object: EdgeObject, ping: string, pong: string): EdgeSockets {
  const agents = new WeakMap<EdgeSocket, { readonly events: WSEvents; readonly context: WSContext }>()
  object.setWebSocketAutoResponse(new WebSocketRequestResponsePair(ping, pong))
  const serve = (socket: EdgeSocket, events: WSEvents) => {
    const context = contextOf(socket)
    agents.set(socket, { events, context })
    events.onOpen?.(new Event('open'), context)
  }
  return {
    upgrade: defineWebSocketHelper((c, events) => {
      if (c.req.header('Upgrade')?.toLowerCase() !== 'websocket') return
      const { 0: client, 1: socket } = pairOfSockets()
      if (isAgent(events)) {
        object.acceptWebSocket(socket, [AGENT])
        socket.serializeAttachment(events.kept)
        serve(socket, events)
      } else accept(socket, events)
      return new Response(null, upgraded(client))
    }),
    wake: eventsOf => {
      for (const socket of object.getWebSockets(AGENT)) serve(socket, eventsOf(socket.deserializeAttachment()))
    },
    message: (socket, data) => {
      const { events, context } = agents.get(socket) ?? {}
      if (context) events?.onMessage?.(new MessageEvent('message', { data }), context)
    },
    closed: (socket, close) => {
      const { events, context } = agents.get(socket) ?? {}
      reply(socket, close)
      if (context) events?.onClose?.(closeEvent(close), context)
      agents.delete(socket)
    },
  }
}

/** A viewer's. */
function accept(socket: EdgeSocket, events: WSEvents): void {
  const context = contextOf(socket)
  socket.addEventListener('message', ({ data }) => {
    events.onMessage?.(new MessageEvent('message', { data }), context)
  })
  socket.addEventListener('close', close => {
    reply(socket, close)
    events.onClose?.(closeEvent(close), context)
  })
  socket.accept()
  events.onOpen?.(new Event('open'), context)
}

function isAgent(events: WSEvents): events is AgentEvents {
  return 'kept' in events
}

/** For an answer that opens a WebSocket: this runtime's own, the type of a response's init knows no such thing. */
export function upgraded(webSocket: EdgeSocket): ResponseInit {
  const init = { status: 101, webSocket }
  return init
}

function contextOf(socket: EdgeSocket): WSContext {
  return new WSContext({
    send: data => {
      if (socket.readyState === OPEN) socket.send(data)
    },
    close: (code, reason) => {
      if (socket.readyState === OPEN) socket.close(code, reason)
    },
    get readyState() {
      return socket.readyState
    },
    raw: socket,
  })
}

/** The goodbye that answers a goodbye (RFC 6455 §5.5.1); 1005 and 1006 are never sent. */
export function reply(socket: EdgeSocket, { code, reason }: EdgeClose): void {
  if (socket.readyState === 3) return
  try {
    if (code === 1005 || code === 1006) socket.close()
    else socket.close(code, reason)
  } catch {
    // It is closed already.
  }
}

function closeEvent({ code, reason, wasClean }: EdgeClose) {
  return Object.assign(new Event('close'), { code, reason, wasClean })
}
