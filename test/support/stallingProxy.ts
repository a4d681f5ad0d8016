import { connect, createServer, type Socket } from 'node:net'

/** A TCP way to a port of this machine that can be half dead: everything stays open, and nothing comes through. */
export interface StallingProxy {
  readonly port: number
  /** Bytes that clients have sent so far. */
  readonly sent: number
  /** From now on so many bytes a second get through from each client; Infinity: as many as come. */
  slow(bytesPerSecond: number): void
  /** Lets nothing through any more; who comes now is accepted and gets no answer. */
  stall(): void
  /** Lets everything through again, but for connections that were opened meanwhile: their first words are lost. */
  recover(): void
  /** Ends all connections, as a router does that starts anew. */
  drop(): void
  close(): Promise<void>
}

/** Starts a way to `127.0.0.1:to` on a free port. */
export async function stallingProxy(to: number): Promise<StallingProxy> {
  const sockets = new Set<Socket>()
  let stalled = false
  let sent = 0
  let pace = Number.POSITIVE_INFINITY
  const server = createServer(client => {
    const upstream = connect(to, '127.0.0.1')
    const both = [client, upstream]
    for (const socket of both) {
      sockets.add(socket)
      socket.on('error', () => undefined) // it closes then
      socket.on('close', () => {
        sockets.delete(socket)
        for (const each of both) each.destroy()
      })
    }
    client.on('data', chunk => {
      sent += chunk.length
      if (!stalled) upstream.write(chunk)
      if (pace === Number.POSITIVE_INFINITY) return
      client.pause()
      setTimeout(() => client.resume(), (chunk.length / pace) * 1000)
    })
    upstream.on('data', chunk => !stalled && client.write(chunk))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address !== 'object') throw new Error('the proxy has no port')
  const drop = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: address.port,
    get sent() {
      return sent
    },
    slow: bytesPerSecond => {
      pace = bytesPerSecond
    },
    stall: () => {
      stalled = true
    },
    recover: () => {
      stalled = false
    },
    drop,
    close: () => {
      drop()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}
