import type { Camera } from '../hub/camera.ts'
import type { Hub } from '../hub/hub.ts'
import { Problem } from './problem.ts'

/** The camera with this id. Throws Problem 404 when there is none. */
export function cameraNamed(hub: Hub, id: string): Camera {
  const camera = hub.cameras.get(id)
  if (!camera) throw new Problem(404, 'camera_not_found', `No camera named "${id.slice(0, 80)}".`)
  return camera
}

/** A camera that gives no picture now: 503 with the reason, and never a status that ends a player for good. */
export function unavailable(camera: Camera): Problem {
  const { state } = camera
  const why =
    state.kind === 'lost'
      ? `Camera "${camera.id}" is lost: ${state.reason}`
      : `Camera "${camera.id}" has not given a picture yet.`
  return new Problem(503, state.kind === 'lost' ? 'camera_lost' : 'camera_not_ready', why, { 'Retry-After': '2' })
}

/** Aborts after `seconds`, when one of these ends, or when the camera leaves the hub. Call `done` in the end. */
export function patience(
  camera: Camera,
  ends: readonly AbortSignal[],
  seconds: number,
): { signal: AbortSignal; done(): void } {
  const controller = new AbortController()
  const abort = () => controller.abort()
  const timer = setTimeout(abort, seconds * 1000)
  if (ends.some(({ aborted }) => aborted)) abort()
  for (const end of ends) end.addEventListener('abort', abort)
  const stay = camera.onRemoved(abort)
  return {
    signal: controller.signal,
    done() {
      clearTimeout(timer)
      for (const end of ends) end.removeEventListener('abort', abort)
      stay()
    },
  }
}
