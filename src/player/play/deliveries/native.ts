import { getTicket } from '../../server/accessApi.ts'
import type { CameraPaths } from '../../server/cameraPaths.ts'
import type { PlayedQuality } from '../playedQuality.ts'
import type { Delivery } from './delivery.ts'
import { startVideo } from './startVideo.ts'
import { watchFrames } from './videoFrames.ts'

/** HLS by the browser itself (iPhones before iOS 17.1): for where hls.js cannot run. */
export const playNative: Delivery = async ({ paths, glass, quality, painted, refused, signal }) => {
  const { video } = glass
  const sourceOf = (wanted: PlayedQuality) => withTicket(wanted === 'saver' ? paths.saver : paths.hls, paths, signal)
  const source = await sourceOf(quality.wanted)
  if (signal.aborted) return
  const stop = new AbortController()
  try {
    const ended = new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => resolve(), { once: true })
      video.addEventListener('error', () => reject(mediaError(video)), { signal: stop.signal })
    })
    quality.plays(quality.wanted)
    video.src = source
    const choose = async () => {
      const { wanted } = quality
      const source = await sourceOf(wanted)
      if (stop.signal.aborted || wanted !== quality.wanted) return
      quality.plays(wanted)
      video.src = source
    }
    quality.onWanted(choose, stop.signal)
    startVideo(video, refused, stop.signal)
    jumpToLive(video, stop.signal)
    watchFrames(
      video,
      mediaTime => {
        glass.show('video')
        painted(captureTime(video, mediaTime))
      },
      stop.signal,
    )
    await ended
  } finally {
    stop.abort()
    glass.keepLast()
    video.removeAttribute('src')
    video.load()
  }
}

// AirPlay hands the address on to the television, which has no cookie of ours. Without a ticket the cookie must do.
async function withTicket(hls: string, { ticket }: CameraPaths, signal: AbortSignal): Promise<string> {
  try {
    return `${hls}?${await getTicket(ticket, signal)}`
  } catch {
    return hls
  }
}

// Safari sometimes starts 15 to 20 s behind and only comes near after a seek; so too after the tab was away.
function jumpToLive(video: HTMLVideoElement, signal: AbortSignal): void {
  const jump = () => {
    const edge = seekableEnd(video)
    if (!document.hidden && edge !== undefined && edge - video.currentTime > 3) video.currentTime = edge - 1
  }
  video.addEventListener('playing', jump, { signal, once: true })
  document.addEventListener('visibilitychange', jump, { signal })
}

// Safari tells the date of media time 0 (EXT-X-PROGRAM-DATE-TIME); Chromium's own HLS does not.
function captureTime(video: HTMLVideoElement, mediaTime: number): number | undefined {
  const start = 'getStartDate' in video && typeof video.getStartDate === 'function' ? video.getStartDate() : undefined
  if (!(start instanceof Date) || Number.isNaN(start.getTime())) return undefined
  return start.getTime() + mediaTime * 1000
}

function seekableEnd({ seekable }: HTMLVideoElement): number | undefined {
  const end = seekable.length > 0 ? seekable.end(seekable.length - 1) : Number.NaN
  return Number.isFinite(end) ? end : undefined
}

function mediaError(video: HTMLVideoElement): Error {
  return new Error(`The browser cannot play this HLS: ${video.error?.message || `error ${video.error?.code}`}`)
}
