import type { Camera } from '../../hub/camera.ts'
import type { LiveWindow, Rendition } from '../../hub/video/rendition.ts'
import { type Asker, patience, unavailable } from '../availability.ts'

/** RFC 8216bis §6.2.5.2: an answer that is blocked for three target durations is given up. */
const PATIENCE_TARGETS = 3
/** Before anything runs, a camera needs time to start. */
const START_SECONDS = 15
const STALE_MS = 3_000

/**
 * Waits until `ready` holds of a rendition's window or the asker goes, and wants that rendition meanwhile. Throws
 * Problem 503 when that takes too long, or when the camera is removed.
 */
export async function waitFor(
  camera: Camera,
  { window, demands }: Rendition,
  asker: Asker,
  ready: () => boolean,
): Promise<void> {
  for (const demand of demands) demand.touch('video')
  if (ready()) return
  const targets = PATIENCE_TARGETS * (window.limits?.targetDuration ?? 0)
  const waiting = patience(camera, asker, window.running ? targets : Math.max(targets, START_SECONDS))
  const releases = demands.map(demand => demand.hold('video'))
  const came = await window.changed.until(ready, waiting.signal)
  waiting.done()
  for (const release of releases) release()
  if (!came) throw unavailable(camera, asker)
}

/**
 * The window is live, and holds a whole segment: players refuse a playlist without one. A window whose run has just
 * ended still counts, so that players read on to its end while the camera is started again.
 */
export function playlistReady(window: LiveWindow): boolean {
  const live = window.running || Date.now() - (window.newestCapturedAt ?? 0) < STALE_MS
  return live && window.hasWholeSegment
}
