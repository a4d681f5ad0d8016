import { type Context, Hono } from 'hono'
import type { UpgradeWebSocket } from 'hono/ws'
import type { Camera } from '../../hub/camera.ts'
import type { Hub } from '../../hub/hub.ts'
import { forViewers } from '../access/requires.ts'
import type { Visits } from '../access/visits.ts'
import { cameraNamed } from '../availability.ts'
import type { AppEnv } from '../env.ts'
import { Problem } from '../problem.ts'
import { noSocket, upgradesOnly } from '../socketOnly.ts'
import { liveSocket } from './socket.ts'

/**
 * `live`: a WebSocket (RFC 6455) with the camera's state and its pictures, as many as the viewer has given credits for.
 * `upgradeWebSocket` is the runtime's way to open one; without it the answer is 501.
 */
export function liveRoutes(hub: Hub, visits: Visits, upgradeWebSocket: UpgradeWebSocket | undefined): Hono<AppEnv> {
  const routes = new Hono<AppEnv>().get('/:id/live', forViewers('live'), upgradesOnly)
  if (upgradeWebSocket)
    routes.get(
      '/:id/live',
      upgradeWebSocket((c: Context<AppEnv>) => {
        const camera = wantedCamera(c, hub)
        return liveSocket(() => {
          const { ended, leave } = visits.lasting(c, camera.id, 'live')
          return { camera, ended, left: leave }
        })
      }),
    )
  return routes.get('/:id/live', () => {
    throw noSocket(upgradeWebSocket)
  })
}

function wantedCamera(c: Context<AppEnv>, hub: Hub): Camera {
  const camera = cameraNamed(hub, c.req.param('id') ?? '')
  const video = c.req.query('video') ?? 'jpeg'
  if (video !== 'jpeg') throw new Problem(400, 'bad_parameter', `video: expected jpeg, got "${video.slice(0, 40)}".`)
  return camera
}
