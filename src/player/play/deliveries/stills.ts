import { pause } from '../../deadline.ts'
import { drawJpeg } from '../../screen/drawJpeg.ts'
import { getStill } from '../../server/still.ts'
import type { Delivery } from './delivery.ts'

/** Least time between two stills in ms: ten a second is as much as single requests should be used for. */
const PACE_MS = 100
/** The same for who saves data. */
const SAVER_PACE_MS = 1000

/** One still after the other. Slow links get fewer pictures but never older ones, and any proxy lets this through. */
export const playStills: Delivery = async ({ paths, glass, quality, painted, signal }) => {
  let after: number | undefined
  while (!signal.aborted) {
    const startedAt = performance.now()
    try {
      const still = await getStill(paths.still, { ...(after === undefined ? {} : { after }), waitSeconds: 5 }, signal)
      if (still && !signal.aborted) {
        if (!(await drawJpeg(glass.canvas, still.jpeg, () => !signal.aborted))) return
        glass.show('canvas')
        painted(still.capturedAt, still.sequence)
        after = still.sequence
      }
    } catch (error) {
      if (!signal.aborted) throw error
    }
    const pace = quality.wanted === 'saver' ? SAVER_PACE_MS : PACE_MS
    await pause(pace - (performance.now() - startedAt), signal)
  }
}
