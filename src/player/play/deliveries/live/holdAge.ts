/** Farther behind than this beyond what is needed, in seconds, a jump is kinder than a hurry. */
const JUMP = 0.4
const LEAST = 0.035
const MARGIN = 0.02
const EACH_MS = 50
const GAIN = 1.2
const [SLOWEST, FASTEST] = [0.92, 1.15]
/** Where nobody listens, what is later than this, in seconds, is made up for so much faster: what a break has cost is soon over. */
const UNHEARD = { late: 0.06, gain: 4, fastest: 2 }

/** What the playhead is to do: play at this rate, or go to this place (seconds). */
export interface Hold {
  readonly rate: number
  readonly jumpTo?: number
}

/**
 * One step: `ahead` seconds are buffered before the playhead, at `end`; the network's spread in ms says how many are needed.
 * `heard` where a hurry could be heard.
 */
export function hold(ahead: number, end: number, spreadMs: number, heard: boolean): Hold {
  const wanted = Math.max(LEAST, spreadMs / 1000 + MARGIN)
  const spare = ahead - wanted
  if (spare > JUMP) return { rate: 1, jumpTo: end - wanted }
  const hurry = heard ? 0 : UNHEARD.gain * Math.max(0, spare - UNHEARD.late)
  const rate = Math.min(heard ? FASTEST : UNHEARD.fastest, Math.max(SLOWEST, 1 + spare * GAIN + hurry))
  return { rate: Math.abs(rate - 1) < 0.01 ? 1 : Math.round(rate * 100) / 100 }
}

/**
 * Keeps a playing video as near to the end of its buffer as the network's spread allows, until the signal aborts: a little
 * faster or slower, or by a jump.
 */
export function holdAge(
  video: HTMLVideoElement,
  end: () => number | undefined,
  spreadMs: () => number,
  signal: AbortSignal,
): void {
  const step = () => {
    const last = end()
    if (last === undefined || video.paused) return
    const { rate, jumpTo } = hold(last - video.currentTime, last, spreadMs(), !video.muted)
    if (jumpTo !== undefined) video.currentTime = jumpTo
    if (canChangeRate && video.playbackRate !== rate) video.playbackRate = rate
  }
  const timer = setInterval(step, EACH_MS)
  signal.addEventListener('abort', () => clearInterval(timer), { once: true })
}

// Setting playbackRate makes Safari buffer anew, so there only jumps keep up.
const canChangeRate = !globalThis.navigator?.vendor?.startsWith('Apple')
