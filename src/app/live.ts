import { type Context, Hono } from 'hono'
import type { UpgradeWebSocket } from 'hono/ws'
import type { Camera } from '../hub/camera.ts'
import type { Hub } from '../hub/hub.ts'
import { cameraNamed } from './availability.ts'
import { type LiveVisit, liveSocket } from './liveSocket.ts'
import { Problem } from './problem.ts'
import { sameOriginSocket } from './sameOriginSocket.ts'
import { noSocket, upgradesOnly } from './socketOnly.ts'

/**
 * `live`: a WebSocket (RFC 6455) with the camera's state and its pictures, as many as the viewer has given credits for.
 * `upgradeWebSocket` is the runtime's way to open one; without it the answer is 501.
 */
export function liveRoutes(hub: Hub, upgradeWebSocket: UpgradeWebSocket | undefined): Hono {
  const routes = new Hono().get('/:id/live', upgradesOnly, sameOriginSocket([]))
  if (upgradeWebSocket)
    routes.get(
      '/:id/live',
      upgradeWebSocket(c => liveSocket(visit(c, wantedCamera(c, hub)))),
    )
  return routes.get('/:id/live', () => {
    throw noSocket(upgradeWebSocket)
  })
}

function wantedCamera(c: Context, hub: Hub): Camera {
  const camera = cameraNamed(hub, c.req.param('id') ?? '')
  const video = c.req.query('video') ?? 'jpeg'
  if (video !== 'jpeg') throw new Problem(400, 'bad_parameter', `video: expected jpeg, got "${video.slice(0, 40)}".`)
  return camera
}

/** Until there is a say in who may watch: nobody's visit is ended, and nobody asks when it is over. */
function visit(_c: Context, camera: Camera): LiveVisit {
  return { camera, ended: new AbortController().signal, left: () => undefined }
}
