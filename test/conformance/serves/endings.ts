import { connect } from 'node:net'
import { expect } from 'vitest'
import { eventually } from './eventually.ts'
import { owner } from './guest.ts'
import type { Host } from './host.ts'

/** How a host ends. */
export interface Ending {
  /** A true sentence. */
  readonly says: string
  /** Throws when it is not so. */
  check(host: Host): Promise<void>
}

/** Of a host that was used. */
export const lastEnding: Ending = asked('SIGTERM')

/** Each of a host that was started for it. */
export const ownEndings: readonly Ending[] = [
  asked('SIGINT'),
  {
    says: 'SIGKILL: nothing of what it started is left',
    async check(host) {
      await watched(host)
      expect(await host.end?.('SIGKILL')).toEqual({ code: null, left: [] })
    },
  },
]

function asked(signal: 'SIGTERM' | 'SIGINT'): Ending {
  return {
    says: `${signal}: streams end, sockets are told, nothing is left, exit code 0`,
    async check(host) {
      const viewers = await watched(host)
      expect(await host.end?.(signal)).toEqual({ code: 0, left: [] })
      await eventually('the streams have ended', () => viewers.streams.ended === 2)
      expect([viewers.live.closed()?.code, await listens(host)]).toEqual([1001, false])
    },
  }
}

function listens({ address }: Host): Promise<boolean> {
  const { hostname, port } = new URL(address)
  return new Promise(resolve => {
    const socket = connect(Number(port), hostname)
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

/** Has a host watched in all ways that last, so that everything runs that is to be ended. */
async function watched(host: Host) {
  const { fetch, connect } = owner(host)
  const streams = { ended: 0, bytes: 0 }
  const follow = async (path: string) => {
    const { body } = await fetch(path)
    for await (const bytes of body ?? []) streams.bytes += bytes.length
  }
  for (const path of ['/cameras/front/stream.mjpg', '/cameras/front/live.mp4'])
    follow(path)
      .catch(() => undefined) // it was cut
      .finally(() => streams.ended++)
  const live = connect('/cameras/front/live?video=h264')
  await eventually('pictures come', () => streams.bytes > 0 && live.given.length > 1)
  return { streams, live }
}
