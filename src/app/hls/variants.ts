import type { Camera } from '../../hub/camera.ts'
import { roundedFrameRate } from '../../media/hls/frameRate.ts'
import type { Variant } from '../../media/hls/multivariant.ts'
import { readFragment } from '../../media/mp4/readFragment.ts'
import type { AudioTrack } from '../../media/track.ts'

/** What a second of boxes around the samples comes to, in bits. */
const BOXES = 12_000
/** An encoder with a bound on its mean puts so much more into a segment with a keyframe. */
const PEAK = 1.5

/** The full picture of a camera as a multivariant playlist lists it; undefined while it is not known. */
export function fullVariant({ window }: Camera): Variant | undefined {
  const { init } = window
  const rates = window.rates()
  const video = init?.tracks.find(track => track.kind === 'video')
  if (!init || !rates || !video) return undefined
  return {
    uri: 'media.m3u8',
    codecs: init.tracks.map(track => track.codec).join(','),
    width: video.width,
    height: video.height,
    frameRate: roundedFrameRate(rates.framesPerSecond),
    bandwidth: rates.peakBitRate,
    averageBandwidth: rates.averageBitRate,
  }
}

/**
 * The small picture of a camera, which need not be made now: then it is what its encoder will be told. Undefined where
 * there is none, or it can't be made.
 */
export function smallVariant({ window, sub }: Camera): Variant | undefined {
  const picture = sub?.picture
  if (!sub || !picture || sub.stuck) return undefined
  const sound = window.init?.tracks.find(track => track.kind === 'audio')
  const others = BOXES + (sound ? soundBits(sound, window) : 0)
  const made = sub.window.rates()
  return {
    uri: 'sub/media.m3u8',
    codecs: sound ? `${picture.codec},${sound.codec}` : picture.codec,
    width: picture.width,
    height: picture.height,
    frameRate: made ? roundedFrameRate(made.framesPerSecond) : picture.frameRate,
    bandwidth: Math.max(PEAK * 1000 * picture.bitrate + others, made?.peakBitRate ?? 0),
    averageBandwidth: Math.max(1000 * picture.bitrate + others, made?.averageBitRate ?? 0),
  }
}

/** Bits per second of the sound in the newest whole segment; it goes along as it is. */
function soundBits({ id }: AudioTrack, { segments }: Camera['window']): number {
  const newest = segments.findLast(({ done }) => done)
  if (!newest) return 0
  const sizes = newest.parts.flatMap(({ bytes }) =>
    readFragment(bytes).flatMap(track => (track.id === id ? track.samples.map(({ size }) => size) : [])),
  )
  return (8 * sizes.reduce((sum, size) => sum + size, 0)) / newest.seconds
}
