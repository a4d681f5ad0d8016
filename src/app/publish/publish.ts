import { type Context, Hono } from 'hono'
import type { UpgradeWebSocket } from 'hono/ws'
import type { Hub } from '../../hub/hub.ts'
import { forPublishers } from '../access/requires.ts'
import type { Visits } from '../access/visits.ts'
import type { AppEnv } from '../env.ts'
import { Problem } from '../problem.ts'
import { noSocket, upgradesOnly } from '../socketOnly.ts'
import { MOST_BYTES, publishedCamera } from './bounds.ts'
import { manyPictures, onePicture } from './pictures.ts'
import { publishSocket } from './publishSocket.ts'
import { oneVideo, videoFormat } from './video.ts'

/** Tells the runtime that the body of this request may have no end. */
export type EndlessBody = (c: Context) => void

/** What a runtime brings for those who publish. */
export interface PublishOptions {
  readonly upgradeWebSocket?: UpgradeWebSocket | undefined
  readonly endlessBody?: EndlessBody | undefined
}

/** Room for a JPEG and the header before it. */
const MOST_MESSAGE_BYTES = MOST_BYTES + 4096

/** `publish`: pictures come in, by `POST` as its Content-Type says, or over a WebSocket. */
export function publishRoutes(hub: Hub, visits: Visits, options: PublishOptions): Hono<AppEnv> {
  const { upgradeWebSocket, endlessBody } = options
  const routes = new Hono<AppEnv>()
    .post('/:id/publish', forPublishers, c => receive(c, hub, visits, endlessBody))
    .get('/:id/publish', forPublishers, upgradesOnly)
  if (upgradeWebSocket)
    routes.get(
      '/:id/publish',
      upgradeWebSocket(
        (c: Context<AppEnv>) => {
          const { camera, intake } = publishedCamera(hub, c.req.param('id') ?? '')
          return publishSocket(() => {
            const { ended, leave } = visits.lasting(c, camera.id, 'publish')
            return { camera, intake, ended, watching: () => visits.watching(camera.id), left: leave }
          })
        },
        { mostBytes: MOST_MESSAGE_BYTES },
      ),
    )
  return routes.get('/:id/publish', () => {
    throw noSocket(upgradeWebSocket)
  })
}

function receive(c: Context<AppEnv>, hub: Hub, visits: Visits, endless?: EndlessBody): Promise<Response> {
  const { camera, intake } = publishedCamera(hub, c.req.param('id') ?? '')
  const type = c.req.header('Content-Type') ?? ''
  if (/^image\/(jpe?g|pjpeg)\b/i.test(type)) return onePicture(c, camera, intake, visits)
  if (/^multipart\/(x-mixed-replace|mixed)\b/i.test(type)) {
    endless?.(c)
    return manyPictures(c, camera, intake, visits)
  }
  const format = videoFormat(type)
  if (format) {
    endless?.(c)
    return oneVideo(c, camera, intake, visits, format)
  }
  const got = type === '' ? 'none' : `"${type.slice(0, 80)}"`
  throw new Problem(415, 'unknown_type', `Content-Type: expected ${KNOWN_TYPES}, got ${got}.`)
}

const KNOWN_TYPES =
  'image/jpeg, multipart/x-mixed-replace, multipart/mixed, video/mp4, video/webm, video/x-matroska, video/x-flv or video/mp2t'
