import { CatchUp } from '../catchUp.ts'

const EACH_MS = 50
const SHORT_STALL_MS = 1500

/** What a player of HLS tells, and what it is told. */
export interface Playing {
  /** Called once, with what is to be called whenever something was added to the buffer. */
  onAppended(appended: () => void): void
  /** Called when playback ran dry and goes on. */
  ranDry(): void
}

/**
 * Keeps a playing video near the live edge until the signal aborts: by playing slightly faster or slower, by jumping when
 * far behind.
 */
export function keepUp(video: HTMLVideoElement, { onAppended, ranDry }: Playing, signal: AbortSignal): void {
  const pursuit = new CatchUp()
  let end: number | undefined
  let ranDryAt: number | undefined
  onAppended(() => {
    const now = performance.now()
    const before = end
    end = bufferedUntil(video)
    if (before === undefined || end === undefined) return
    if (end > before) pursuit.arrived(now, before)
    else if (end < before) pursuit.restart()
  })
  video.addEventListener('waiting', () => (ranDryAt ??= performance.now()), { signal })
  video.addEventListener(
    'playing',
    () => {
      // A longer gap is a camera or a network that was away: no margin helps against that.
      const now = performance.now()
      if (ranDryAt !== undefined && now - ranDryAt < SHORT_STALL_MS) pursuit.stalled(now)
      if (ranDryAt !== undefined) ranDry()
      ranDryAt = undefined
    },
    { signal },
  )
  const step = () => {
    if (video.paused || video.readyState < video.HAVE_FUTURE_DATA || end === undefined) return
    const { rate, jump } = pursuit.step(performance.now(), video.currentTime)
    if (jump !== undefined) video.currentTime = Math.min(video.currentTime + jump, end)
    if (canChangeRate && video.playbackRate !== rate) video.playbackRate = rate
  }
  const timer = setInterval(step, EACH_MS)
  document.addEventListener('visibilitychange', step, { signal })
  signal.addEventListener('abort', () => clearInterval(timer), { once: true })
}

// Setting playbackRate makes Safari buffer anew, so there only jumps keep up.
const canChangeRate = !navigator.vendor.startsWith('Apple')

function bufferedUntil({ buffered }: HTMLVideoElement): number | undefined {
  return buffered.length === 0 ? undefined : buffered.end(buffered.length - 1)
}
