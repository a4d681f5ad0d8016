import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { createSecureServer } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { forward, forwardUpgrade } from './edgeForward.ts'
import { headersOf, keepRequest } from './secrets/answers.ts'

/** How the stand-in for Cloudflare's edge behaves. */
export interface EdgeOptions {
  /** Where the program listens, as `http://127.0.0.1:8080`. */
  readonly origin: string
  /** Added round trip in ms, half each way, for heads and for every chunk; connecting itself takes no longer. Default 0. */
  readonly delayMs?: number
  /** The known fault of quick tunnels: what a GET streams is held until the origin ends it. POST and WebSocket are not. */
  readonly buffersGet?: boolean
  readonly hostname?: string
  /** The visitor's address, as the origin is told it. */
  readonly address?: string
}

/** A request as the visitor sent it; `status` once it is answered. */
export interface SeenRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly status: number | undefined
}

/** A running stand-in: HTTP/2, HTTP/1.1 and WebSocket over TLS on a free port of 127.0.0.1. */
export interface Edge {
  /** What a visitor opens: its name leads here only by a rule, as browserArgs and visitor make one. */
  readonly url: string
  readonly hostname: string
  readonly port: number
  /** PEM, to be trusted by whoever connects. */
  readonly certificate: string
  /** All requests so far, oldest first, WebSockets too. */
  readonly requests: readonly SeenRequest[]
  close(): Promise<void>
}

/** Starts what stands between visitors on the internet and the program: Cloudflare's edge, with a tunnel behind it. */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const { hostname = 'words-like-this.trycloudflare.com', address = '203.0.113.9' } = options
  const way = { origin: options.origin, address, ms: (options.delayMs ?? 0) / 2, buffers: options.buffersGet ?? false }
  const certificate = pem('cert')
  const server = createSecureServer({ key: pem('key'), cert: certificate, allowHTTP1: true })
  const requests: SeenRequest[] = []
  const see = ({ method = '', url: path = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>) => {
    const seen = { method, path, headers: { ...headers }, status: undefined as number | undefined }
    requests.push(seen)
    keepRequest({ method, url: path, headers: headersOf(headers) })
    return (status: number) => void Object.assign(seen, { status })
  }
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.setNoDelay(true)) // Node does so for HTTP/2 and for servers that speak HTTP/1.1 alone
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('request', (request, response) => void forward(request, response, way, see(request)))
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    void forwardUpgrade(request, socket, way, see(request))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server's address is one
  return {
    ...{ url: `https://${hostname}`, hostname, port, certificate, requests },
    close: async () => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** What makes a Chromium find the edge under its name, at `host` if not on this machine, and trust it: for launchBrowser. */
export function browserArgs({
  hostname,
  port,
  host = '127.0.0.1',
}: Pick<Edge, 'hostname' | 'port'> & { host?: string }): string[] {
  return [`--host-resolver-rules=MAP ${hostname} ${host}:${port}`, '--ignore-certificate-errors']
}

function pem(kind: 'key' | 'cert'): string {
  return readFileSync(new URL(`edge.testsOnly.${kind}.pem`, import.meta.url), 'utf8')
}
