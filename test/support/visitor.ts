import { type IncomingMessage, request } from 'node:http'
import { Agent } from 'node:https'
import { Readable } from 'node:stream'
import { connect } from 'node:tls'
import WebSocket from 'ws'
import type { Edge } from './edge.ts'

/** Somebody on the internet, with Node: finds the edge by its name and trusts it, and nothing is changed for others. */
export interface Visitor {
  /** With the address, and of the options `method`, `headers`, `body` (text) and `signal`. */
  readonly fetch: typeof fetch
  /** A WebSocket that is still opening. */
  connect(url: string, headers?: Readonly<Record<string, string>>): WebSocket
  /** Closes the connections that are kept for later. */
  leave(): void
}

/** A visitor of this edge. */
export function visitor({ hostname, port, certificate }: Edge): Visitor {
  const agent = Object.assign(new Agent({ keepAlive: true }), {
    createConnection: () => connect({ host: '127.0.0.1', port, servername: hostname, ca: certificate }),
  })
  return {
    fetch: async (address, { method, headers, body, signal } = {}) => {
      const url = new URL(address instanceof Request ? address.url : address)
      const sent = Object.fromEntries(new Headers(headers))
      const message = await new Promise<IncomingMessage>((resolve, reject) => {
        const asked = request(url, { agent, method, headers: sent, ...(signal && { signal }) })
        asked.on('response', resolve).on('error', reject).end(body)
      })
      return responseOf(message)
    },
    connect: (url, headers = {}) => new WebSocket(url, { agent, headers }),
    leave: () => agent.destroy(),
  }
}

function responseOf(message: IncomingMessage): Response {
  const { statusCode: status = 0, headersDistinct } = message
  const headers = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  )
  const body = status === 204 || status === 304 ? null : Readable.toWeb(message)
  return new Response(body as ReadableStream<Uint8Array> | null, { status, headers }) // Node's own, under its other name
}
