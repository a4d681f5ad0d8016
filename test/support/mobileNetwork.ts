import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A way to a server that can be lost, until the test is over. */
export interface MobileNetwork {
  /** 'http://127.0.0.1:port', which leads to the server. */
  readonly address: string
  /** Cuts what is connected, and refuses all until `back` is called. */
  lose(): void
  back(): void
  /** From now on so many bytes a second get to the server, over each connection. */
  slow(bytesPerSecond: number): void
}

/** A network between a phone and the server at this address. */
export async function mobileNetwork(server: string): Promise<MobileNetwork> {
  const { port, hostname: host } = new URL(server)
  const open = new Set<Socket>()
  let [lost, pace] = [false, Number.POSITIVE_INFINITY]
  const way = createServer(near => {
    if (lost) return void near.destroy()
    const far = connect({ port: Number(port), host })
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        open.delete(socket)
        other.destroy()
      })
    }
    far.pipe(near)
    near.on('data', data => {
      far.write(data)
      if (pace === Number.POSITIVE_INFINITY) return
      near.pause()
      setTimeout(() => near.resume(), (data.length / pace) * 1000)
    })
  })
  await new Promise<void>(resolve => way.listen(0, '127.0.0.1', resolve))
  const lose = () => {
    lost = true
    for (const socket of open) socket.destroy()
  }
  onTestFinished(() => {
    lose()
    way.close()
  })
  return {
    address: `http://127.0.0.1:${(way.address() as AddressInfo).port}`, // a TCP server's address is one
    lose,
    back: () => {
      lost = false
    },
    slow: bytesPerSecond => {
      pace = bytesPerSecond
    },
  }
}
