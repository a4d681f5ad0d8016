import type Hls from 'hls.js'
import type { Quality } from '../../screen/quality.ts'
import { thrift, WELL } from '../thrift.ts'

const STEP_MS = 500

/**
 * Keeps hls.js at the full picture, or at the small one where that is asked for or the full one does not keep up, until
 * the signal aborts. hls.js itself would go by its guess of the throughput, which parts that are waited for mislead.
 */
export function keepLevel(hls: Hls, video: HTMLVideoElement, quality: Quality, signal: AbortSignal): void {
  let state = { ...WELL, at: performance.now(), since: performance.now() }
  const choose = () => {
    const saver = quality.wanted === 'saver' || state.saving
    // hls.js sorts them: the last is the full picture.
    const level = saver ? 0 : hls.levels.length - 1
    if (level >= 0 && hls.loadLevel !== level) hls.loadLevel = level
    quality.plays(hls.levels.length > 1 && saver ? 'saver' : 'full')
  }
  const step = () => {
    if (!document.hidden && !video.paused) state = thrift(state, { at: performance.now(), behind: behind(hls, video) })
    choose()
  }
  if (signal.aborted) return
  choose()
  const timer = setInterval(step, STEP_MS)
  quality.onWanted(choose, signal)
  signal.addEventListener('abort', () => clearInterval(timer), { once: true })
}

/** Seconds of what the newest playlist has that are not here yet. */
function behind({ latestLevelDetails }: Hls, { buffered, currentTime }: HTMLVideoElement): number {
  const end = buffered.length === 0 ? currentTime : Math.max(currentTime, buffered.end(buffered.length - 1))
  return latestLevelDetails ? Math.max(0, latestLevelDetails.edge - end) : 0
}
