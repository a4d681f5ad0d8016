import type Hls from 'hls.js'
import type { ErrorData, HlsConfig } from 'hls.js'
import type { Delivery } from './delivery.ts'
import { keepUp } from './keepUp.ts'
import { keepLevel } from './levels.ts'
import { startVideo } from './startVideo.ts'
import { watchFrames } from './videoFrames.ts'

// While the camera is away the playlist answers 503 or nothing. Asking each second finds it when it is back; giving up
// is the watchdog's to say.
const PATIENT = { maxNumRetry: 10_000, retryDelayMs: 500, maxRetryDelayMs: 1000, backoff: 'linear' } as const
const PLAYLISTS = {
  default: { maxTimeToFirstByteMs: 10_000, maxLoadTimeMs: 20_000, timeoutRetry: PATIENT, errorRetry: PATIENT },
}

const CONFIG: Partial<HlsConfig> = {
  lowLatencyMode: true,
  backBufferLength: 10,
  maxBufferLength: 10,
  // keepUp catches up and keeps its own margin; a stall must not push the target back by a whole second for good.
  maxLiveSyncPlaybackRate: 1,
  liveSyncOnStallIncrease: 0.25,
  liveDurationInfinity: true,
  manifestLoadPolicy: PLAYLISTS,
  playlistLoadPolicy: PLAYLISTS,
  // Pays only for MPEG-TS; our fMP4 goes through as it is.
  enableWorker: false,
}

/** LL-HLS through hls.js, which is loaded when this is first called. Needs MSE or ManagedMediaSource. */
export const playHls: Delivery = async ({ paths, glass, quality, painted, refused, signal }) => {
  const { default: Player } = await import('hls.js/light')
  if (signal.aborted) return
  const { video } = glass
  const hls = new Player(CONFIG)
  const stop = new AbortController()
  try {
    const ended = untilBroken(hls, Player, signal)
    keepLevel(hls, Player, quality, stop.signal)
    hls.loadSource(paths.hls)
    hls.attachMedia(video)
    startVideo(video, refused, stop.signal)
    keepUp(video, () => hls.liveSyncPosition ?? undefined, stop.signal)
    watchFrames(
      video,
      mediaTime => {
        glass.show('video')
        painted(captureTime(hls, video, mediaTime))
      },
      stop.signal,
    )
    await ended
  } finally {
    stop.abort()
    glass.keepLast()
    hls.destroy()
  }
}

// playingDate is EXT-X-PROGRAM-DATE-TIME carried to the playhead; the frame shown may lag it by a little.
function captureTime(hls: Hls, video: HTMLVideoElement, mediaTime: number): number | undefined {
  const date = hls.playingDate?.getTime()
  return date === undefined ? undefined : date + (mediaTime - video.currentTime) * 1000
}

function untilBroken(hls: Hls, Player: typeof Hls, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let mended = false
    signal.addEventListener('abort', () => resolve(), { once: true })
    hls.on(Player.Events.ERROR, (_: unknown, data: ErrorData) => {
      if (!data.fatal) return
      if (data.type === Player.ErrorTypes.MEDIA_ERROR && !mended) {
        mended = true
        return hls.recoverMediaError()
      }
      reject(data.error)
    })
  })
}
