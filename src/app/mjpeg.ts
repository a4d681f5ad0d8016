import { type Context, Hono } from 'hono'
import type { Camera } from '../hub/camera.ts'
import type { Hub } from '../hub/hub.ts'
import { BOUNDARY, OPENING, type Picture } from '../media/jpeg/picture.ts'
import { cameraNamed, patience, unavailable } from './availability.ts'
import { MEDIA_HEADERS } from './mediaHeaders.ts'
import { Missed } from './missed.ts'
import { positiveNumber } from './numbers.ts'

const FIRST_PICTURE_SECONDS = 15
const HIGHEST_FPS = 120

/** `stream.mjpg`: multipart/x-mixed-replace (as Netscape's server push defined it), for `<img>`, OpenCV and FFmpeg. */
export function mjpegRoutes(hub: Hub): Hono {
  return new Hono().get('/:id/stream.mjpg', c => mjpegResponse(c, cameraNamed(hub, c.req.param('id'))))
}

/** The endless answer for one viewer. Throws Problem 503 when the camera gives no first picture. */
export async function mjpegResponse(c: Context, camera: Camera): Promise<Response> {
  const fps = positiveNumber('fps', c.req.query('fps'), HIGHEST_FPS)
  // Never a Content-Length: a tunnel would then hold back what it has not filled a buffer with.
  const headers = { ...MEDIA_HEADERS, 'Content-Type': `multipart/x-mixed-replace; boundary=${BOUNDARY}` }
  if (c.req.method === 'HEAD') return new Response(null, { headers })
  const release = camera.demand.hold('jpeg')
  const waiting = patience(camera, c.req.raw.signal, FIRST_PICTURE_SECONDS)
  const first = await camera.pictures.find(picture => camera.isFresh(picture), waiting.signal)
  waiting.done()
  if (!first) {
    release()
    throw unavailable(camera)
  }
  return new Response(pictureStream(camera, first, fps, release), { headers })
}

/**
 * No queue: when this viewer can take one more picture it gets the newest. `fps` caps the rate;
 * `release` is called once, when the stream is over.
 */
function pictureStream(
  camera: Camera,
  first: Picture,
  fps: number | undefined,
  release: () => void,
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
    counts.bytes.mjpeg += picture.part.length
    controller.enqueue(picture.part)
  }
  /** Sends the newest picture if there is a new one and it is time; if it is not yet, later. */
  const offer = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const newest = camera.pictures.latest
    if (!canTakeOne || !newest || newest.sequence <= sent) return
    const now = performance.now()
    if (now >= dueAt - intervalMs / 4) return send(controller, newest, now)
    due ??= setTimeout(() => {
      due = undefined
      offer(controller)
    }, dueAt - now)
  }
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const unsubscribe = camera.pictures.subscribe(() => {
          if (canTakeOne) offer(controller)
          else missed.came(performance.now())
        })
        const stay = camera.onRemoved(() => {
          stop()
          controller.close()
        })
        stop = () => {
          stop = () => {}
          clearTimeout(due)
          canTakeOne = false
          unsubscribe()
          stay()
          release()
        }
        dueAt = performance.now()
        counts.bytes.mjpeg += OPENING.length
        controller.enqueue(OPENING)
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
