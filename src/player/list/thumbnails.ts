import { pause } from '../deadline.ts'
import { drawJpeg } from '../screen/drawJpeg.ts'
import { ApiError } from '../server/api.ts'
import { cameraPaths } from '../server/cameraPaths.ts'
import { getStill } from '../server/still.ts'
import { gate } from './gate.ts'

/** Least time between two thumbnails of one camera in ms. */
const PACE_MS = 1000
/** After a refusal (camera lost) the next try waits this long, in ms. */
const REFUSED_MS = 3000

// HTTP/1.1 gives a page six connections to one server: three are left for the list, a click and another tab.
const places = gate(3)

/**
 * Keeps one camera's thumbnail fresh on the canvas until the signal aborts; `drawn` is told each picture's capture
 * time (ms since the epoch on the server's clock) and number, undefined when the server didn't say.
 */
export async function keepThumbnail(
  id: string,
  canvas: HTMLCanvasElement,
  drawn: (capturedAt: number | undefined, sequence: number | undefined) => void,
  signal: AbortSignal,
): Promise<void> {
  const path = cameraPaths(id).still
  let after: number | undefined
  while (!signal.aborted) {
    const startedAt = performance.now()
    let paceMs = PACE_MS
    try {
      const leave = await places.enter(signal)
      try {
        const still = await getStill(path, { ...(after === undefined ? {} : { after }), waitSeconds: 2 }, signal)
        if (still) {
          await drawJpeg(canvas, still.jpeg)
          after = still.sequence
          drawn(still.capturedAt, still.sequence)
        }
      } finally {
        leave()
      }
    } catch (error) {
      if (signal.aborted) return
      // Why there is no picture is on the card already, from the list.
      paceMs = error instanceof ApiError ? REFUSED_MS : PACE_MS
      after = undefined
    }
    await pause(paceMs - (performance.now() - startedAt), signal)
  }
}
