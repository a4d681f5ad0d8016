import { connect } from 'node:net'
import { expect } from 'vitest'
import { eventually } from './eventually.ts'
import { owner } from './guest.ts'
import type { Host } from './host.ts'

/** How a host ends; each is tried on a host of its own. */
export interface Ending {
  /** A true sentence. */
  readonly says: string
  /** Throws when it is not so. The host is watched by nobody yet. */
  check(host: Host): Promise<void>
}

/** What is promised of a host that can be ended. */
export const endings: readonly Ending[] = (
  [
    ['SIGTERM', 0],
    ['SIGINT', 0],
  ] as const
).map(([signal, code]) => ({
  says: `${signal}: streams end, sockets are told, nothing is left, exit code ${code}`,
  async check(host) {
    const viewers = await watched(host)
    const began = performance.now()
    expect(await host.end?.(signal)).toEqual({ code, left: [] })
    expect(performance.now() - began).toBeLessThan(8000)
    await eventually('the streams have ended', () => viewers.streams.ended === 2)
    expect(viewers.live.closed()?.code).toBe(1001)
    const { hostname, port } = new URL(host.address)
    const answers = await new Promise(resolve =>
      connect(Number(port), hostname)
        .once('error', () => resolve(false))
        .once('connect', () => resolve(true)),
    )
    expect(answers).toBe(false)
  },
}))

/** And of one that is killed. */
export const killed: Ending = {
  says: 'SIGKILL: nothing of what it started is left',
  async check(host) {
    await watched(host)
    expect(await host.end?.('SIGKILL')).toEqual({ code: null, left: [] })
  },
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
