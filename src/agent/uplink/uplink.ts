import { randomUUID } from 'node:crypto'
import type { Camera } from '../../hub/camera.ts'
import type { Hub } from '../../hub/hub.ts'
import type { Log } from '../../hub/log.ts'
import { Uplink } from '../../hub/uplink.ts'
import { type Clock, machineClock } from '../clock.ts'
import { GONE, keepLink, REPLACED } from './keep.ts'

export interface UplinkOptions {
  readonly hub: Hub
  /** Where people find the relay, as `https://cam.example.org`. */
  readonly url: string
  /** What lets publish there. A secret. */
  readonly token: string
  readonly log: Log
  /** Default: the machine's. */
  readonly clock?: Clock
}

/** Publishes all cameras of the hub to a relay, also those that come later, until it is stopped. */
export function startUplink({ hub, url, token, log, clock = machineClock }: UplinkOptions): { stop(): Promise<void> } {
  const uplink = new Uplink(url)
  hub.uplink = uplink
  const agent = randomUUID()
  const stopping = new AbortController()
  const running = new Map<string, { readonly camera: Camera; readonly ending: AbortController }>()
  const ends = new Set<Promise<void>>()

  const start = (camera: Camera) => {
    const ending = new AbortController()
    running.set(camera.id, { camera, ending })
    const end = keepLink(camera, { uplink, token, agent, log, clock, signal: ending.signal })
      .catch((error: unknown) => log.error({ camera: camera.id, err: error }, 'publishing failed unexpectedly'))
      .finally(() => ends.delete(end))
    ends.add(end)
  }
  /** Another camera of the same name takes its place at the relay; without one it is to be forgotten there. */
  const reconcile = () => {
    for (const [id, { camera, ending }] of running) {
      const now = hub.cameras.get(id)
      if (now === camera) continue
      running.delete(id)
      ending.abort(now ? REPLACED : GONE)
    }
    for (const camera of hub.cameras.values()) if (!running.has(camera.id)) start(camera)
  }
  const following = (async () => {
    while (!stopping.signal.aborted) {
      reconcile()
      await hub.changed.next(stopping.signal)
    }
  })()
  return {
    stop: async () => {
      stopping.abort()
      await following
      for (const { ending } of running.values()) ending.abort('ending')
      await Promise.all(ends)
    },
  }
}
