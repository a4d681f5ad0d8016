import { type Context, Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { UpgradeWebSocket } from 'hono/ws'
import type { Camera } from '../hub/camera.ts'
import type { Hub } from '../hub/hub.ts'
import { cameraNamed } from './availability.ts'
import { type LiveVisit, liveSocket } from './liveSocket.ts'
import { Problem } from './problem.ts'
import { sameOriginSocket } from './sameOriginSocket.ts'

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
    throw upgradeWebSocket ? upgradeNeeded() : new Problem(501, 'no_websocket', 'WebSockets are not served here.')
  })
}

/** RFC 9110 §15.5.22: 426 for a request that asks for no WebSocket. */
const upgradesOnly = createMiddleware(async (c, next) => {
  if (c.req.header('Upgrade')?.toLowerCase() !== 'websocket') throw upgradeNeeded()
  await next()
})

function upgradeNeeded(): Problem {
  return new Problem(426, 'websocket_only', 'This address is for WebSockets; open it with one.', {
    Upgrade: 'websocket',
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
