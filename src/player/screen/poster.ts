import type { CameraPaths } from '../server/cameraPaths.ts'
import { getStill } from '../server/still.ts'
import type { CameraSight } from '../sight/sight.ts'
import { drawJpeg } from './drawJpeg.ts'
import type { Glass } from './glass.ts'

/** Shows the camera's newest still, unless a moving picture is there before it. */
export async function showPoster(
  sight: CameraSight,
  glass: Glass,
  paths: CameraPaths,
  signal: AbortSignal,
): Promise<void> {
  try {
    const still = await getStill(paths.still, { waitSeconds: 5 }, signal)
    if (!still || sight.via || signal.aborted) return
    if (!(await drawJpeg(glass.canvas, still.jpeg, () => !sight.painted?.moving))) return
    glass.show('canvas')
    sight.paint({ capturedAt: still.capturedAt, sequence: still.sequence, moving: false })
  } catch {
    // Without a poster the page waits for the moving picture, and the API says what is wrong.
  }
}
