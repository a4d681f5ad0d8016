import { catchUp, RELAXED } from '../catchUp.ts'

/** Farther behind the live edge than this, in seconds, a jump is kinder than minutes of hurry. */
const JUMP = 3
const SHORT_STALL_MS = 1500

/**
 * Keeps a playing video near the live edge until the signal aborts: by playing slightly faster while more is buffered
 * than needed, by jumping when far behind. `liveEdge` is the position to jump to in media seconds.
 */
export function keepUp(video: HTMLVideoElement, liveEdge: () => number | undefined, signal: AbortSignal): void {
  let state = RELAXED
  let stalled = false
  let ranDryAt: number | undefined
  video.addEventListener('waiting', () => (ranDryAt ??= performance.now()), { signal })
  video.addEventListener(
    'playing',
    () => {
      // A longer gap is a camera or a network that was away: no margin helps against that.
      stalled = ranDryAt !== undefined && performance.now() - ranDryAt < SHORT_STALL_MS
      ranDryAt = undefined
    },
    { signal },
  )

  const step = () => {
    if (video.paused || video.readyState < video.HAVE_FUTURE_DATA) return
    const edge = liveEdge()
    if (edge !== undefined && edge - video.currentTime > JUMP) {
      video.currentTime = edge
      state = { ...RELAXED, margin: state.margin }
    } else if (canChangeRate) {
      state = catchUp(state, { at: performance.now(), ahead: bufferedAhead(video), stalled })
      if (video.playbackRate !== state.rate) video.playbackRate = state.rate
    }
    stalled = false
  }
  const timer = setInterval(step, 100)
  document.addEventListener('visibilitychange', step, { signal })
  signal.addEventListener('abort', () => clearInterval(timer), { once: true })
}

// Setting playbackRate makes Safari buffer anew, so there only jumps keep up.
const canChangeRate = !navigator.vendor.startsWith('Apple')

function bufferedAhead(video: HTMLVideoElement): number {
  const { buffered, currentTime } = video
  return buffered.length === 0 ? 0 : Math.max(0, buffered.end(buffered.length - 1) - currentTime)
}
