import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { createServer } from 'node:tls'

const pem = (name: string) => readFileSync(new URL(`./edge.testsOnly.${name}.pem`, import.meta.url))

/** A way by TLS to something that speaks in the clear, with a certificate that nobody trusts. */
export interface TlsFront {
  readonly port: number
  /** Bytes that came in the clear so far: none of a client that did not like the certificate. */
  heard(): number
  close(): Promise<void>
}

/** `sha256:AB:CD:…` of the certificate that it shows. */
export function testsOwnFingerprint(): string {
  return `sha256:${new X509Certificate(pem('cert')).fingerprint256}`
}

/** Puts TLS in front of `127.0.0.1:to`. */
export async function behindTls(to: number): Promise<TlsFront> {
  const sockets = new Set<Socket>()
  let heard = 0
  const front = createServer({ key: pem('key'), cert: pem('cert') }, viewer => {
    const camera = connect(to, '127.0.0.1')
    for (const socket of [viewer, camera]) {
      sockets.add(socket)
      socket.on('error', () => [viewer, camera].map(each => each.destroy()))
      socket.on('close', () => sockets.delete(socket))
    }
    viewer.on('data', chunk => {
      heard += chunk.length
    })
    viewer.pipe(camera).pipe(viewer)
  })
  await new Promise<void>(resolve => front.listen(0, '127.0.0.1', resolve))
  const address = front.address()
  if (address === null || typeof address !== 'object') throw new Error('the server has no port')
  return {
    port: address.port,
    heard: () => heard,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise(resolve => front.close(() => resolve()))
    },
  }
}
