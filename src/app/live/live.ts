import { type Context, Hono } from 'hono'
import type { UpgradeWebSocket } from 'hono/ws'
import type { Hub } from '../../hub/hub.ts'
import { forViewers } from '../access/requires.ts'
import type { Visits } from '../access/visits.ts'
import { cameraNamed } from '../availability.ts'
import type { AppEnv } from '../env.ts'
import { Problem } from '../problem.ts'
import { noSocket, upgradesOnly } from '../socketOnly.ts'
import { JpegViewer } from './jpegViewer.ts'
import { liveSocket } from './socket.ts'
import { VideoViewer } from './videoViewer.ts'

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
        const camera = cameraNamed(hub, c.req.param('id') ?? '')
        const Viewer = wantedViewer(c)
        return liveSocket(() => {
          const { ended, leave } = visits.lasting(c, camera.id, 'live')
          return { camera, viewer: socket => new Viewer(camera, socket), ended, left: leave }
        })
      }),
    )
  return routes.get('/:id/live', () => {
    throw noSocket(upgradeWebSocket)
  })
}

function wantedViewer(c: Context<AppEnv>): typeof JpegViewer | typeof VideoViewer {
  const video = c.req.query('video') ?? 'jpeg'
  if (video === 'jpeg') return JpegViewer
  if (video === 'h264') return VideoViewer
  throw new Problem(400, 'bad_parameter', `video: expected jpeg or h264, got "${video.slice(0, 40)}".`)
}
