import { type Context, Hono } from 'hono'
import type { Visit } from '../../access/watching.ts'
import type { Camera } from '../../hub/camera.ts'
import type { Hub } from '../../hub/hub.ts'
import type { HeldPart } from '../../hub/video/held.ts'
import { type Place, placeAtKeyframe } from '../../hub/video/place.ts'
import { forViewers } from '../access/requires.ts'
import type { Visits } from '../access/visits.ts'
import { cameraNamed, patience, unavailable } from '../availability.ts'
import type { AppEnv } from '../env.ts'
import { MEDIA_HEADERS } from '../mediaHeaders.ts'

const FIRST_PART_SECONDS = 15
/** A camera that is away for longer ends the stream: a player would show its last picture for ever. */
const SILENCE_SECONDS = 30

/** `live.mp4`: fragmented MP4 without an end (ISO/IEC 14496-12 §8.8), for curl, FFmpeg, VLC, OpenCV and `<video>`. */
export function mp4Routes(hub: Hub, visits: Visits): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/:id/live.mp4', forViewers('mp4'), c =>
    mp4Response(c, cameraNamed(hub, c.req.param('id')), visits),
  )
}

/** The endless answer for one viewer. Throws Problem 503 when the camera gives no video, or too many watch. */
async function mp4Response(c: Context<AppEnv>, camera: Camera, visits: Visits): Promise<Response> {
  // Never a Content-Length, nor ranges: there is no end, and nothing can be asked for again.
  const headers = { ...MEDIA_HEADERS, 'Content-Type': 'video/mp4' }
  if (c.req.method === 'HEAD') return new Response(null, { headers })
  const visit = visits.lasting(c, camera.id, 'mp4')
  const asker = { viewer: c.req.raw.signal, visit }
  const { window } = camera
  const unwant = camera.demand.hold('video')
  const release = () => {
    unwant()
    visit.leave()
  }
  const waiting = patience(camera, asker, FIRST_PART_SECONDS)
  await window.changed.until(() => placeAtKeyframe(window) !== undefined, waiting.signal)
  waiting.done()
  const place = visit.ended.aborted ? undefined : placeAtKeyframe(window)
  if (!place) {
    release()
    throw unavailable(camera, asker)
  }
  return new Response(partStream(camera, place, visit, release), { headers })
}

/**
 * The init, then part after part: no queue, when this viewer can take one more he gets the one that is his. It ends when
 * what follows needs another init, so that he asks again. `release` is called once, when it is over.
 */
function partStream(camera: Camera, place: Place, visit: Visit, release: () => void): ReadableStream<Uint8Array> {
  const gone = new AbortController()
  const stay: (() => void)[] = []
  const stop = () => {
    if (gone.signal.aborted) return false
    gone.abort()
    for (const undo of stay) undo()
    release()
    return true
  }
  const send = (controller: ReadableStreamDefaultController<Uint8Array>, bytes: Uint8Array) => {
    camera.counts.bytes.mp4 += bytes.length
    controller.enqueue(bytes)
  }
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const close = () => {
          if (stop()) controller.close()
        }
        stay.push(camera.onRemoved(close), visit.onEnded(close))
        send(controller, place.init.bytes)
      },
      async pull(controller) {
        const part = await nextPart(camera, place, { viewer: gone.signal, visit })
        if (gone.signal.aborted) return
        if (part) send(controller, part.bytes)
        else if (stop()) controller.close()
      },
      cancel() {
        stop()
      },
    },
    { highWaterMark: 0 },
  )
}

/** The part that is his, at once or when it comes; undefined when nothing that he can use comes any more. */
async function nextPart(
  camera: Camera,
  place: Place,
  asker: { readonly viewer: AbortSignal; readonly visit: Visit },
): Promise<HeldPart | undefined> {
  let part = place.take()
  if (part || place.over) return part
  const waiting = patience(camera, asker, SILENCE_SECONDS)
  const came = () => {
    part = place.take()
    return part !== undefined || place.over
  }
  await camera.window.changed.until(came, waiting.signal)
  waiting.done()
  return part
}
