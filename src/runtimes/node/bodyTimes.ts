import type { IncomingMessage, Server } from 'node:http'

/** How long the bodies of requests may take. */
export interface BodyTimes {
  /** Begins to watch the requests of this server. */
  attach(server: Server): void
  /** Lets the body of this request take as long as it likes. */
  release(request: IncomingMessage): void
}

/** Cuts the connection of who has not sent the body of a request within `ms`: Node's own limit would hold for every request. */
export function bodyTimes(ms: number): BodyTimes {
  const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>()
  const release = (request: IncomingMessage) => clearTimeout(timers.get(request))
  return {
    attach: server => {
      // Before its handler, which may release it at once.
      server.prependListener('request', (request: IncomingMessage) => {
        if (!hasBody(request)) return
        timers.set(
          request,
          setTimeout(() => request.complete || request.socket.destroy(), ms),
        )
        request.once('close', () => release(request))
      })
    },
    release,
  }
}

// RFC 9112 §6.3
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}
