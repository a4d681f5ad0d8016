import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { randomFrom } from '../random.ts'
import { Direction, type Network } from './network.ts'

/** Bytes that the line holds in one direction before it takes no more: about what a home router does. */
const MOST_HELD = 256 << 10
/** The line sends packets, not what a program writes at once. */
const PACKET = 1460
const SEED = 1

/** A line on this machine that is as slow as a network. */
export interface Line {
  readonly port: number
  close(): Promise<void>
}

/** Leads connections of a free port of `listenAt` to `target`, by default on this machine, over `network`. All share its rate. */
export async function startLine(
  target: { port: number; host?: string },
  network: Network,
  listenAt = '127.0.0.1',
): Promise<Line> {
  const { next: random } = randomFrom(SEED) // two runs have the same weather
  const [up, down] = [new Direction(network, random), new Direction(network, random)]
  const open = new Set<Socket>()
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, visitor => {
    const origin = connect({ host: '127.0.0.1', ...target, allowHalfOpen: true })
    for (const socket of [visitor, origin]) {
      open.add(socket.setNoDelay(true))
      socket.on('close', () => open.delete(socket)).on('error', () => undefined)
    }
    // Opening a connection is a round trip of its own, which a visitor of loopback does not see.
    setTimeout(() => {
      carry(visitor, origin, up)
      carry(origin, visitor, down)
    }, 2 * network.oneWayMs)
  })
  server.listen(0, listenAt)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server's address is one
  return {
    port,
    close: async () => {
      const closed = once(server.close(), 'close')
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}

function carry(from: Socket, to: Socket, direction: Direction): void {
  let held = 0
  const later = inOrder()
  from.on('data', (chunk: Buffer) => {
    for (let at = 0; at < chunk.length; at += PACKET) {
      const packet = chunk.subarray(at, at + PACKET)
      held += packet.length
      later(direction.arrival(packet.length, performance.now()), () => {
        held -= packet.length
        if (to.writable) to.write(packet)
        if (held <= MOST_HELD / 2 && from.isPaused()) from.resume()
      })
    }
    if (held > MOST_HELD) from.pause()
  })
  from.on('end', () => later(direction.arrival(0, performance.now()), () => to.end()))
  from.on('close', () => setTimeout(() => to.destroy(), 1000))
  from.resume()
}

/** Does things at their times, of performance.now(), one after the other: timers of their own would overtake each other. */
function inOrder(): (at: number, act: () => void) => void {
  const waiting: { readonly at: number; readonly act: () => void }[] = []
  let asleep = false
  const work = () => {
    asleep = false
    while (waiting[0] && waiting[0].at <= performance.now() + 0.5) waiting.shift()?.act()
    wake()
  }
  const wake = () => {
    if (asleep || !waiting[0]) return
    asleep = true
    setTimeout(work, Math.max(0, waiting[0].at - performance.now()))
  }
  return (at, act) => {
    waiting.push({ at, act })
    wake()
  }
}
