import type { WSContext, WSEvents, WSMessageReceive } from 'hono/ws'
import { Problem } from './problem.ts'

/** What goes on over one WebSocket. */
export interface SocketSession {
  hear(message: WSMessageReceive): void
  /** May be called again. */
  over(): void
}

/** Serves one WebSocket by what `begin` makes of it once it is open; a Problem that this throws is told by `refuse`. */
export function sessionSocket(
  begin: (socket: WSContext) => SocketSession,
  refuse: (socket: WSContext, problem: Problem) => void,
): WSEvents {
  let session: SocketSession | undefined
  return {
    onOpen: (_, socket) => {
      try {
        session = begin(socket)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        refuse(socket, error)
      }
    },
    onMessage: ({ data }) => session?.hear(data),
    onClose: () => session?.over(),
  }
}
