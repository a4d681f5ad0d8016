import { type Context, Hono, type Next } from 'hono'
import type { Camera } from '../hub/camera.ts'
import type { Output } from '../hub/counts.ts'
import type { Hub } from '../hub/hub.ts'
import { refused } from './access/refuse.ts'
import { allows, forViewers } from './access/requires.ts'
import type { Visits } from './access/visits.ts'
import { cameraNamed } from './availability.ts'
import type { AppEnv } from './env.ts'
import { mjpegResponse } from './jpeg/mjpeg.ts'
import { stillResponse } from './jpeg/still.ts'
import { Problem } from './problem.ts'

/**
 * The addresses of flask-video-streaming (`/video_feed`) and mjpg-streamer (`/?action=stream`, `/?action=snapshot`),
 * so that pages written for those work unchanged. They mean the first camera that may be seen, or the one that
 * `?camera=` names.
 */
export function legacyRoutes(hub: Hub, visits: Visits): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/video_feed', forViewers('mjpeg'), c => mjpegResponse(c, meant(c, hub, 'mjpeg'), visits))
    .get('/', forViewers(), async (c: Context<AppEnv>, next: Next) => {
      const action = c.req.query('action')
      if (action === undefined) return next()
      if (action === 'stream') return mjpegResponse(c, meant(c, hub, 'mjpeg'), visits)
      if (action === 'snapshot') return stillResponse(c, meant(c, hub, 'still'), visits)
      throw new Problem(400, 'bad_parameter', `action: expected stream or snapshot, got "${action.slice(0, 40)}".`)
    })
}

function meant(c: Context<AppEnv>, hub: Hub, output: Output): Camera {
  const visitor = c.get('visitor')
  if (!visitor.pass) throw refused(visitor)
  const named = c.req.query('camera')
  if (named !== undefined && !allows(c, named, output)) throw refused(visitor)
  if (named !== undefined) return cameraNamed(hub, named)
  const first = [...hub.cameras.values()].find(({ id }) => allows(c, id, output))
  if (first) return first
  if (hub.cameras.size > 0) throw refused(visitor)
  throw new Problem(404, 'camera_not_found', 'There is no camera yet.')
}
