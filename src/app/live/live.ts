import { type Context, Hono } from 'hono'
import type { UpgradeWebSocket, WSContext } from 'hono/ws'
import type { Camera } from '../../hub/camera.ts'
import type { Hub } from '../../hub/hub.ts'
import { forViewers } from '../access/requires.ts'
import type { Visits } from '../access/visits.ts'
import { cameraNamed } from '../availability.ts'
import type { AppEnv } from '../env.ts'
import { Problem } from '../problem.ts'
import { noSocket, upgradesOnly } from '../socketOnly.ts'
import { JpegViewer } from './jpegViewer.ts'
import { isQuality, QUALITIES } from './request.ts'
import { liveSocket } from './socket.ts'
import { VideoViewer } from './videoViewer.ts'
import type { LiveViewer } from './viewer.ts'

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
        const viewer = wantedViewer(c, camera)
        return liveSocket(() => {
          const { ended, leave } = visits.lasting(c, camera.id, 'live')
          return { camera, viewer, ended, left: leave }
        })
      }),
    )
  return routes.get('/:id/live', () => {
    throw noSocket(upgradeWebSocket)
  })
}

function wantedViewer(c: Context<AppEnv>, camera: Camera): (socket: WSContext) => LiveViewer {
  const { video = 'jpeg', quality = 'full', most } = c.req.query()
  if (video === 'jpeg') return socket => new JpegViewer(camera, socket)
  if (video !== 'h264') throw badParameter('video', 'jpeg or h264', video)
  if (!isQuality(quality)) throw badParameter('quality', QUALITIES.join(' or '), quality)
  if (most !== undefined && !/^[1-9]\d{0,11}$/.test(most)) throw badParameter('most', 'a number of bytes', most)
  return socket => new VideoViewer(camera, socket, { quality, ...(most !== undefined && { most: Number(most) }) })
}

function badParameter(name: string, expected: string, got: string): Problem {
  return new Problem(400, 'bad_parameter', `${name}: expected ${expected}, got "${got.slice(0, 40)}".`)
}
