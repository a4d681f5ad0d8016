import type { WebSocket } from 'ws'

/**
 * Pings all sockets every `everyMs`, and cuts the connection of one that has not answered by the next time: a peer that
 * lost its network says no goodbye. Until the returned function is called.
 */
export function keepHeartbeat(sockets: ReadonlySet<WebSocket>, everyMs: number): () => void {
  const asked = new WeakSet<WebSocket>()
  const timer = setInterval(() => {
    for (const socket of sockets) {
      if (asked.has(socket)) {
        socket.terminate()
        continue
      }
      asked.add(socket)
      socket.once('pong', () => asked.delete(socket))
      socket.ping()
    }
  }, everyMs)
  return () => clearInterval(timer)
}
