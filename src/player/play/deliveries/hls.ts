import type Hls from 'hls.js'
import type { ErrorData, HlsConfig, LevelLoadedData } from 'hls.js'
import { linked } from '../../signals.ts'
import type { Delivery } from './delivery.ts'
import { countingAnew } from './hls/countsAnew.ts'
import { loadersFrom } from './hls/loaders.ts'
import { PartsAhead } from './hls/partsAhead.ts'
import { keepUp } from './keepUp.ts'
import { keepLevel } from './levels.ts'
import { startVideo } from './startVideo.ts'
import { watchFrames } from './videoFrames.ts'

const CONFIG: Partial<HlsConfig> = {
  lowLatencyMode: true,
  backBufferLength: 10,
  maxBufferLength: 10,
  // keepUp keeps the distance; what hls.js would do for it is turned off.
  maxLiveSyncPlaybackRate: 1,
  liveSyncDuration: 0.35,
  liveSyncOnStallIncrease: 0,
  liveDurationInfinity: true,
  // Pays only for MPEG-TS; our fMP4 goes through as it is.
  enableWorker: false,
}

/** LL-HLS through hls.js, which is loaded when this is first called. Needs MSE or ManagedMediaSource. */
export const playHls: Delivery = async ({ paths, glass, quality, painted, refused, signal }) => {
  const { video } = glass
  const stop = linked(signal)
  const ahead = partsAhead(stop.signal)
  let hls: Hls | undefined
  try {
    ahead.begin(absolute(paths.shortHls), absolute(quality.wanted === 'saver' ? paths.saver : paths.shortMedia))
    const { default: Player } = await import('hls.js/light')
    if (signal.aborted) return
    hls = new Player({ ...CONFIG, ...loadersFrom(ahead) })
    await play(hls, Player)
  } finally {
    stop.abort()
    glass.keepLast()
    hls?.destroy()
  }

  async function play(hls: Hls, Player: typeof Hls): Promise<void> {
    const ended = untilBroken(hls, Player, signal)
    const level = keepLevel(hls, Player, { quality, busy: () => ahead.busy }, stop.signal)
    hls.loadSource(paths.shortHls)
    hls.attachMedia(video)
    startVideo(video, refused, stop.signal)
    keepUp(
      video,
      { onAppended: appended => hls.on(Player.Events.BUFFER_APPENDED, appended), ranDry: level.ranDry },
      stop.signal,
    )
    watchFrames(
      video,
      mediaTime => {
        glass.show('video')
        painted(captureTime(hls, video, mediaTime))
      },
      stop.signal,
    )
    await ended
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
    const countsAnew = countingAnew()
    hls.on(Player.Events.LEVEL_LOADED, (_: unknown, { level, details }: LevelLoadedData) => {
      if (countsAnew(level, details)) reject(new Error('The server counts anew: it was started again.'))
    })
  })
}

// Of HTTP/1.1's six connections two are for what else the page asks.
function partsAhead(signal: AbortSignal): PartsAhead {
  const [page] = performance.getEntriesByType('navigation')
  const isMany = page instanceof PerformanceNavigationTiming && /^h[23]/.test(page.nextHopProtocol)
  const ahead = new PartsAhead({ most: isMany ? 4 : 2 })
  signal.addEventListener('abort', () => ahead.close(), { once: true })
  return ahead
}

function absolute(path: string): string {
  return new URL(path, location.href).href
}
