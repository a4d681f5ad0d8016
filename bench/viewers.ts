import { sleep } from './numbers.ts'
import type { Peer } from './peers.ts'
import type { LiveViewers } from './processes/liveViewers.ts'
import type { MjpegViewers } from './processes/mjpegViewers.ts'
import { start } from './remote.ts'

export const VIEWERS = 200

/** What serving all viewers took, and what they got. */
export interface Measured {
  readonly slowestFps: number
  /** Percent of a core for each 100 Mbit/s. */
  readonly cpuPercent: number
  readonly megabits: number
}

/** Watches a server with so many viewers of one kind for so long, and closes it. */
export async function measure(peer: Peer, kind: 'mjpegViewers' | 'liveViewers', seconds: number): Promise<Measured> {
  const viewers = start<MjpegViewers | LiveViewers>(kind)
  const look = async () => ({
    cpuSeconds: await peer.cpuSeconds(),
    ...(await viewers.ask('counts')),
    at: performance.now(),
  })
  try {
    await viewers.ask('watch', { port: peer.port, path: peer.path, count: VIEWERS })
    await sleep(1_000)
    const before = await look()
    await sleep(seconds * 1000)
    const after = await look()
    const elapsed = (after.at - before.at) / 1000
    const fps = after.frames.map((count, viewer) => (count - (before.frames[viewer] ?? 0)) / elapsed)
    const megabits = ((after.bytes - before.bytes) * 8) / 1e6 / elapsed
    const cpuPercent = (((after.cpuSeconds - before.cpuSeconds) / elapsed) * 100) / (megabits / 100)
    return { slowestFps: Math.min(...fps), cpuPercent, megabits }
  } finally {
    await viewers.close()
    await peer.close()
  }
}
