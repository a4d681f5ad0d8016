import type { Camera } from '../../hub/camera.ts'
import type { Window } from '../../hub/window.ts'
import { type Asker, patience, unavailable } from '../availability.ts'

/** RFC 8216bis §6.2.5.2: an answer that is blocked for three target durations is given up. */
const PATIENCE_TARGETS = 3
/** Before anything runs, a camera needs time to start. */
const START_SECONDS = 15
const STALE_MS = 3_000

/**
 * Waits until `ready` holds of the camera's window or the asker goes, and wants the camera's video meanwhile.
 * Throws Problem 503 when that takes too long, or when the camera is removed.
 */
export async function waitFor(camera: Camera, asker: Asker, ready: () => boolean): Promise<void> {
  camera.demand.touch('video')
  if (ready()) return
  const { window } = camera
  const targets = PATIENCE_TARGETS * (window.limits?.targetDuration ?? 0)
  const waiting = patience(camera, asker, window.running ? targets : Math.max(targets, START_SECONDS))
  const release = camera.demand.hold('video')
  const came = await window.changed.until(ready, waiting.signal)
  waiting.done()
  release()
  if (!came) throw unavailable(camera, asker)
}

/**
 * The window is live, and holds a whole segment: players refuse a playlist without one. A window whose run has just
 * ended still counts, so that players read on to its end while the camera is started again.
 */
export function playlistReady(window: Window): boolean {
  const live = window.running || Date.now() - (window.newestCapturedAt ?? 0) < STALE_MS
  return live && window.hasWholeSegment
}
