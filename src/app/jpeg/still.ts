import { type Context, Hono } from 'hono'
import type { Camera } from '../../hub/camera.ts'
import type { Hub } from '../../hub/hub.ts'
import { forViewers } from '../access/requires.ts'
import type { Visits } from '../access/visits.ts'
import { cameraNamed, patience, unavailable } from '../availability.ts'
import type { AppEnv } from '../env.ts'
import { MEDIA_HEADERS } from '../mediaHeaders.ts'
import { positiveNumber, wholeNumber } from '../numbers.ts'
import { countSent } from '../sent.ts'

const USUAL_WAIT_SECONDS = 15
const LONGEST_WAIT_SECONDS = 60

/** `still.jpg`: the newest picture, or with `?after=<sequence>&wait=<seconds>` the next one that is newer. */
export function stillRoutes(hub: Hub, visits: Visits): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/:id/still.jpg', forViewers('still'), c =>
    stillResponse(c, cameraNamed(hub, c.req.param('id')), visits),
  )
}

/**
 * The newest picture with its number and age in its headers; 204 when the camera is well but gave nothing newer in time.
 * Throws Problem 503 when it is lost or gives nothing at all: an old picture is never served as a new one.
 */
export async function stillResponse(c: Context<AppEnv>, camera: Camera, visits: Visits): Promise<Response> {
  const after = wholeNumber('after', c.req.query('after'))
  const wait = positiveNumber('wait', c.req.query('wait'), LONGEST_WAIT_SECONDS) ?? USUAL_WAIT_SECONDS
  const asker = { viewer: c.req.raw.signal, visit: visits.passing(c, camera.id, 'still') }
  camera.demand.touch('jpeg')
  if (camera.state.kind === 'lost' && after === undefined) throw unavailable(camera, asker)
  const release = camera.demand.hold('jpeg')
  const waiting = patience(camera, asker, wait)
  // A number above ours is from before a restart, so any picture is newer.
  const picture = await camera.pictures.find(
    candidate => camera.isFresh(candidate) && candidate.sequence !== after,
    waiting.signal,
  )
  waiting.done()
  release()
  const ended = asker.visit.ended.aborted
  if (!picture && !ended && hasNothingNewer(camera)) return new Response(null, { status: 204, headers: MEDIA_HEADERS })
  if (!picture) throw unavailable(camera, asker)
  countSent(c, camera, 'still', picture.jpeg.length)
  return new Response(c.req.method === 'HEAD' ? null : picture.jpeg, {
    headers: {
      ...MEDIA_HEADERS,
      'Content-Type': 'image/jpeg',
      'Content-Length': String(picture.jpeg.length),
      'Last-Modified': new Date(picture.capturedAt).toUTCString(),
      'X-Tunnelcam-Sequence': String(picture.sequence),
      'X-Tunnelcam-Captured-At': String(picture.capturedAt),
      'X-Tunnelcam-Age': String(Math.max(0, Date.now() - picture.capturedAt)),
      ...skipped(picture.sequence, after),
    },
  })
}

/** How many pictures came between the one that he has and this; nothing where his is from before a restart. */
function skipped(sequence: number, after: number | undefined): Record<string, string> {
  if (after === undefined || after >= sequence) return {}
  return { 'X-Tunnelcam-Skipped': String(sequence - after - 1) }
}

/** As of a watched folder, into which nothing was dropped meanwhile. */
function hasNothingNewer(camera: Camera): boolean {
  const { latest } = camera.pictures
  return camera.state.kind === 'live' && latest !== undefined && camera.isFresh(latest)
}
