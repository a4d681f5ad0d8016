import { type Context, Hono } from 'hono'
import type { Camera } from '../../hub/camera.ts'
import type { Hub } from '../../hub/hub.ts'
import { BOUNDARY, type Picture } from '../../media/jpeg/picture.ts'
import { forViewers } from '../access/requires.ts'
import type { Visits } from '../access/visits.ts'
import { cameraNamed, patience, unavailable } from '../availability.ts'
import type { AppEnv } from '../env.ts'
import { LONGEST_TIMER_MS } from '../longestTimer.ts'
import { MEDIA_HEADERS } from '../mediaHeaders.ts'
import { positiveNumber } from '../numbers.ts'
import { Missed } from './missed.ts'
import { type Parts, partsFor } from './parts.ts'

const FIRST_PICTURE_SECONDS = 15
const HIGHEST_FPS = 120

/** `stream.mjpg`: multipart/x-mixed-replace (as Netscape's server push defined it), for `<img>`, OpenCV and FFmpeg. */
export function mjpegRoutes(hub: Hub, visits: Visits): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/:id/stream.mjpg', forViewers('mjpeg'), c =>
    mjpegResponse(c, cameraNamed(hub, c.req.param('id')), visits),
  )
}

/** The endless answer for one viewer. Throws Problem 503 when the camera gives no first picture, or too many watch. */
export async function mjpegResponse(c: Context<AppEnv>, camera: Camera, visits: Visits): Promise<Response> {
  const fps = positiveNumber('fps', c.req.query('fps'), HIGHEST_FPS)
  // Never a Content-Length: a tunnel would then hold back what it has not filled a buffer with.
  const headers = { ...MEDIA_HEADERS, 'Content-Type': `multipart/x-mixed-replace; boundary=${BOUNDARY}` }
  if (c.req.method === 'HEAD') return new Response(null, { headers })
  const visit = visits.lasting(c, camera.id, 'mjpeg')
  const asker = { viewer: c.req.raw.signal, visit }
  const unwant = camera.demand.hold('jpeg')
  const release = () => {
    unwant()
    visit.leave()
  }
  const waiting = patience(camera, asker, FIRST_PICTURE_SECONDS)
  const first = await camera.pictures.find(picture => camera.isFresh(picture), waiting.signal)
  waiting.done()
  if (!first) {
    release()
    throw unavailable(camera, asker)
  }
  return new Response(pictureStream(camera, first, { fps, parts: partsFor(c), ended: visit.ended, release }), {
    headers,
  })
}

/**
 * No queue: when this viewer can take one more picture it gets the newest. `fps` caps the rate, `ended` ends the stream;
 * `release` is called once, when it is over.
 */
function pictureStream(
  camera: Camera,
  first: Picture,
  { fps, parts, ended, release }: { fps: number | undefined; parts: Parts; ended: AbortSignal; release: () => void },
): ReadableStream<Uint8Array> {
  const intervalMs = fps ? 1000 / fps : 0
  const { counts } = camera
  const missed = new Missed(counts, intervalMs)
  let canTakeOne = false
  let sent = 0
  let dueAt = 0
  let due: ReturnType<typeof setTimeout> | undefined
  let stop = () => {}
  const send = (controller: ReadableStreamDefaultController<Uint8Array>, picture: Picture, now: number) => {
    canTakeOne = false
    sent = picture.sequence
    dueAt = Math.max(dueAt + intervalMs, now)
    missed.sent(dueAt)
    const part = parts.part(picture)
    counts.bytes.mjpeg += part.length
    controller.enqueue(part)
  }
  /** Sends the newest picture if there is a new one and it is time; if it is not yet, later. */
  const offer = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const newest = camera.pictures.latest
    if (!canTakeOne || !newest || newest.sequence <= sent) return
    const now = performance.now()
    if (now >= dueAt - intervalMs / 4) return send(controller, newest, now)
    const again = () => {
      due = undefined
      offer(controller)
    }
    due ??= setTimeout(again, Math.min(dueAt - now, LONGEST_TIMER_MS))
  }
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const unsubscribe = camera.pictures.subscribe(() => {
          if (canTakeOne) offer(controller)
          else missed.came(performance.now())
        })
        const close = () => {
          stop()
          controller.close()
        }
        const stay = camera.onRemoved(close)
        ended.addEventListener('abort', close)
        stop = () => {
          stop = () => {}
          clearTimeout(due)
          canTakeOne = false
          unsubscribe()
          stay()
          ended.removeEventListener('abort', close)
          release()
        }
        dueAt = performance.now()
        counts.bytes.mjpeg += parts.opening.length
        controller.enqueue(parts.opening)
        send(controller, first, dueAt)
      },
      pull(controller) {
        canTakeOne = true
        offer(controller)
      },
      cancel() {
        stop()
      },
    },
    // With 0 a pull means "this viewer takes one more now": nothing waits here to grow old, and one pull a picture is enough.
    { highWaterMark: 0 },
  )
}
