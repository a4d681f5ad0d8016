import { type Context, Hono, type Next } from 'hono'
import type { Camera } from '../hub/camera.ts'
import type { Hub } from '../hub/hub.ts'
import { cameraNamed } from './availability.ts'
import { mjpegResponse } from './mjpeg.ts'
import { Problem } from './problem.ts'
import { stillResponse } from './still.ts'

/**
 * The addresses of flask-video-streaming (`/video_feed`) and mjpg-streamer (`/?action=stream`, `/?action=snapshot`),
 * so that pages written for those work unchanged. They mean the first camera, or the one that `?camera=` names.
 */
export function legacyRoutes(hub: Hub): Hono {
  return new Hono()
    .get('/video_feed', c => mjpegResponse(c, meant(c, hub)))
    .get('/', async (c: Context, next: Next) => {
      const action = c.req.query('action')
      if (action === undefined) return next()
      if (action === 'stream') return mjpegResponse(c, meant(c, hub))
      if (action === 'snapshot') return stillResponse(c, meant(c, hub))
      throw new Problem(400, 'bad_parameter', `action: expected stream or snapshot, got "${action.slice(0, 40)}".`)
    })
}

function meant(c: Context, hub: Hub): Camera {
  const id = c.req.query('camera') ?? hub.cameras.keys().next().value
  if (id === undefined) throw new Problem(404, 'camera_not_found', 'There is no camera yet.')
  return cameraNamed(hub, id)
}
