import { initSegment } from '../../../../media/mp4/init.ts'
import type { Track } from '../../../../media/track.ts'
import { linked } from '../../../signals.ts'
import type { Delivery } from '../delivery.ts'
import { startVideo } from '../startVideo.ts'
import { watchFrames } from '../videoFrames.ts'
import { LiveBuffer } from './buffer.ts'
import { holdAge } from './holdAge.ts'
import { watchLive } from './liveSocket.ts'
import { Pace } from './pace.ts'
import { Timeline } from './timeline.ts'
import type { LiveConfig, LiveUnit } from './units.ts'

/** H.264 and AAC over the live WebSocket, each unit a fragment of its own for Media Source Extensions. */
export const playMse: Delivery = async ({
  paths,
  glass,
  quality,
  heard,
  painted,
  clock,
  received,
  refused,
  signal,
}) => {
  const { video } = glass
  const pace = new Pace()
  const stop = linked(signal)
  let fail: (error: unknown) => void = () => undefined
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  let stream: Stream | undefined
  const taker = {
    config(config: LiveConfig) {
      heard()
      quality.plays(config.quality)
      if (!stream) stream = openStream(video, config, fail)
      else if (!stream.turn(config)) fail(new Error('The stream has changed.')) // the next try is at once
    },
    unit(unit: LiveUnit, done: () => void) {
      stream?.take(unit)
      done()
    },
    clock,
  }
  try {
    const over = watchLive(paths.live, { taker, pace, quality, received }, stop.signal)
    startVideo(video, refused, stop.signal)
    holdAge(
      video,
      () => stream?.end(),
      () => pace.spreadMs,
      stop.signal,
    )
    watchFrames(
      video,
      mediaTime => {
        glass.show('video')
        painted(stream?.capturedAt(mediaTime))
      },
      stop.signal,
    )
    await Promise.race([over, failed])
  } finally {
    stop.abort()
    glass.keepLast()
    stream?.close()
    video.removeAttribute('src')
    video.load()
  }
}

/** What a video plays from, while it does. */
interface Stream {
  take(unit: LiveUnit): void
  /** What follows is another rendition; false where that can't be played on. */
  turn(config: LiveConfig): boolean
  /** The end of what is buffered, in seconds. */
  end(): number | undefined
  /** When the picture at this place was captured, ms on the server's clock. */
  capturedAt(mediaTime: number): number | undefined
  close(): void
}

function openStream(video: HTMLVideoElement, config: LiveConfig, fail: (error: unknown) => void): Stream {
  const Source: typeof MediaSource = Reflect.get(globalThis, 'ManagedMediaSource') ?? MediaSource
  const source = new Source()
  const timeline = new Timeline(config)
  const times: { readonly start: number; readonly capturedAt: number }[] = []
  let now = config
  let early: Uint8Array<ArrayBuffer>[] = [initSegment(tracksOf(config))]
  let buffer: LiveBuffer | undefined
  // ManagedMediaSource opens only where the system may not take the picture elsewhere.
  video.disableRemotePlayback = true
  const url = URL.createObjectURL(source)
  video.src = url
  source.addEventListener(
    'sourceopen',
    () => {
      try {
        buffer = new LiveBuffer(source.addSourceBuffer(typeOf(config)), () => video.currentTime, fail)
        for (const piece of early) buffer.append(piece)
        early = []
      } catch (error) {
        fail(error)
      }
    },
    { once: true },
  )
  return {
    take(unit) {
      const placed = timeline.place(unit)
      if (!placed) return
      if (unit.kind === 'video') times.push({ start: placed.start, capturedAt: unit.capturedAt })
      if (times.length > MOST_TIMES) times.splice(0, times.length - MOST_TIMES)
      const silence = unit.kind === 'video' ? timeline.silence() : undefined
      for (const piece of silence ? [placed.bytes, silence] : [placed.bytes]) {
        if (buffer) buffer.append(piece)
        else early.push(piece)
      }
    },
    turn(next) {
      if (next.quality === now.quality || !isSameSound(next, now) || !buffer) return false
      now = next
      timeline.join()
      buffer.turn(typeOf(next))
      buffer.append(initSegment(tracksOf(next)))
      return true
    },
    end: () => buffer?.end,
    capturedAt: mediaTime => times.findLast(({ start }) => start <= mediaTime + 0.002)?.capturedAt,
    close: () => URL.revokeObjectURL(url),
  }
}

const MOST_TIMES = 600

function typeOf({ codec, audio }: LiveConfig): string {
  return `video/mp4; codecs="${[codec, audio?.codec].filter(Boolean).join(',')}"`
}

function isSameSound({ audio: one }: LiveConfig, { audio: other }: LiveConfig): boolean {
  return one?.codec === other?.codec && one?.sampleRate === other?.sampleRate && one?.channels === other?.channels
}

function tracksOf({ avcC, audio, quality: _, ...video }: LiveConfig): readonly Track[] {
  const picture: Track = { kind: 'video', id: 1, timescale: 90_000, avcC, ...video }
  return audio ? [picture, { kind: 'audio', id: 2, timescale: audio.sampleRate, ...audio }] : [picture]
}
