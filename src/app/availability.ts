import type { Visit } from '../access/watching.ts'
import type { Camera } from '../hub/camera.ts'
import type { Hub } from '../hub/hub.ts'
import { Problem } from './problem.ts'

/** The camera with this id. Throws Problem 404 when there is none. */
export function cameraNamed(hub: Hub, id: string): Camera {
  const camera = hub.cameras.get(id)
  if (!camera) throw new Problem(404, 'camera_not_found', `No camera named "${id.slice(0, 80)}".`)
  return camera
}

/** Who asks: gone when `viewer` aborts, and not to be answered when the visit has ended. */
export interface Asker {
  readonly viewer: AbortSignal
  readonly visit: Visit
}

/**
 * A camera that gives no picture now: 503 with the reason, and never a status that ends a player for good, unless his
 * visit has ended meanwhile.
 */
export function unavailable(camera: Camera, { visit }: Asker): Problem {
  if (visit.ended.aborted) return new Problem(401, 'revoked', 'Access by this link has ended.')
  const { state } = camera
  const why =
    state.kind === 'lost'
      ? `Camera "${camera.id}" is lost: ${state.reason}`
      : `Camera "${camera.id}" has not given a picture yet.`
  return new Problem(503, state.kind === 'lost' ? 'camera_lost' : 'camera_not_ready', why, { 'Retry-After': '2' })
}

/** Aborts after `seconds`, when the viewer leaves or may not watch any more, or when the camera leaves the hub. Call `done` in the end. */
export function patience(
  camera: Camera,
  { viewer, visit }: Asker,
  seconds: number,
): { signal: AbortSignal; done(): void } {
  const controller = new AbortController()
  const abort = () => controller.abort()
  const timer = setTimeout(abort, seconds * 1000)
  if (viewer.aborted || visit.ended.aborted) abort()
  viewer.addEventListener('abort', abort)
  const stay = [camera.onRemoved(abort), visit.onEnded(abort)]
  return {
    signal: controller.signal,
    done() {
      clearTimeout(timer)
      viewer.removeEventListener('abort', abort)
      for (const undo of stay) undo()
    },
  }
}
