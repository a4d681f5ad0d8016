import { type Context, Hono } from 'hono'
import type { Camera } from '../hub/camera.ts'
import type { Hub } from '../hub/hub.ts'
import { BOUNDARY, OPENING, type Picture } from '../media/jpeg/picture.ts'
import { cameraNamed, patience, unavailable } from './availability.ts'
import { MEDIA_HEADERS } from './mediaHeaders.ts'
import { positiveNumber } from './numbers.ts'

const FIRST_PICTURE_SECONDS = 15
/** A viewer that takes nothing for so long is gone, or as good as gone. */
const STALLED_MS = 60_000
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
  let canTakeOne = false
  let sent = 0
  let dueAt = 0
  let movedAt = 0
  let stop = () => {}
  const send = (controller: ReadableStreamDefaultController<Uint8Array>, picture: Picture, now: number) => {
    canTakeOne = false
    sent = picture.sequence
    movedAt = now
    dueAt = Math.max(dueAt + intervalMs, now)
    controller.enqueue(picture.part)
  }
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const show = (picture: Picture) => {
          const now = Date.now()
          if (canTakeOne) {
            if (now >= dueAt - intervalMs / 4) send(controller, picture, now)
          } else if (now - movedAt > STALLED_MS) {
            stop()
            controller.error(new Error('The viewer takes no pictures.'))
          }
        }
        const unsubscribe = camera.pictures.subscribe(show)
        const stay = camera.onRemoved(() => {
          stop()
          controller.close()
        })
        stop = () => {
          stop = () => {}
          unsubscribe()
          stay()
          release()
        }
        const now = Date.now()
        dueAt = now
        controller.enqueue(OPENING)
        send(controller, first, now)
      },
      pull(controller) {
        const newest = camera.pictures.latest
        const now = Date.now()
        if (newest && newest.sequence > sent && now >= dueAt) send(controller, newest, now)
        else canTakeOne = true
      },
      cancel() {
        stop()
      },
    },
    // With 0 a pull means "this viewer takes one more now": nothing waits here to grow old, and one pull a picture is enough.
    { highWaterMark: 0 },
  )
}
