import { Hono } from 'hono'
import { mayPublish } from '../../access/pass.ts'
import type { Hub } from '../../hub/hub.ts'
import { forPublishers } from '../access/requires.ts'
import type { AppEnv } from '../env.ts'

/** `/publish` below `/api`: the cameras that one may send pictures to, and whether somebody else does now. */
export function publishableRoutes(hub: Hub): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/publish', forPublishers, c => {
    const { pass } = c.get('visitor')
    const now = performance.now()
    const cameras = [...hub.cameras.values()].flatMap(({ id, name, intake }) =>
      intake && pass && mayPublish(pass, id) ? [{ id, name, busy: intake.absence(now) === undefined }] : [],
    )
    return c.json({ now: Date.now(), cameras }, 200, { 'Cache-Control': 'private, no-store' })
  })
}
