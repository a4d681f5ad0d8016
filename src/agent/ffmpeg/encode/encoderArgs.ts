import type { EncoderName } from '../../../config/encoders.ts'
import type { Encoder } from './encoder.ts'

/** What an encode is to be like. */
export interface Encode {
  /** kbit/s. */
  readonly bitrate: number
  /** Frames per second, where the source tells; else `assumedRate` is planned with. */
  readonly frameRate?: number | undefined
  /** Frames per second to plan with where the source tells none. Default 30. */
  readonly assumedRate?: number | undefined
  /** Whether FFmpeg is 5.1 or newer. */
  readonly fpsMode: boolean
}

/** What stands before the input, so that an encoder finds its device. */
export function encoderDevice({ device }: Encoder): string[] {
  return device === undefined ? [] : ['-vaapi_device', device]
}

/**
 * The last filters before an encoder: pixels as it takes them, where it takes them. An encoder of hardware can't be told to
 * assume a rate, so pictures of a source that tells none are given one.
 */
export function encoderFilters({ name }: Encoder, { frameRate, assumedRate = usualRate }: Encode): string[] {
  if (name === 'libx264') return ['scale=out_range=tv', 'format=yuv420p']
  const rate = frameRate === undefined ? [`fps=${assumedRate}`] : []
  return [...rate, 'scale=out_range=tv', ...(pixels[name] ?? ['format=nv12'])]
}

/**
 * The arguments of an H.264 encode: each frame out at once, no B-frames, a keyframe a second and four in the first, and
 * parameter sets that an FLV can begin with.
 */
export function encoderArgs({ name }: Encoder, encode: Encode): string[] {
  const { bitrate, frameRate, assumedRate = usualRate, fpsMode } = encode
  const rate = frameRate ?? assumedRate
  const buffer = Math.round(bitrate / 3)
  const bits = ['-b:v', `${bitrate}k`, '-maxrate', `${bitrate}k`, '-bufsize', `${buffer}k`]
  if (name === 'libx264') {
    const told = frameRate === undefined ? ['-x264-params', `fps=${assumedRate}`] : []
    return ['-c:v', name, ...fast, ...told, ...bits, '-g', '9999', '-sc_threshold', '0', ...keyframes]
  }
  // Where a driver does not take forced keyframes, its own come every other second.
  const group = ['-g', String(Math.max(1, Math.round(rate * 2))), '-bf', '0', ...keyframes]
  const profile = ['-profile:v', name === 'h264_v4l2m2m' ? '77' : 'main'] // of V4L2 FFmpeg knows the number only
  return ['-c:v', name, ...profile, ...(lowLatency[name]?.(fpsMode) ?? []), ...bits, ...group]
}

const usualRate = 30

// Of a stream that doesn't tell its rate x264 believes a frame per tick, and spreads its bits over 90,000 a second.
const fast = ['-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline']

// So that the first segments are short and the picture starts soon.
const keyframes = ['-force_key_frames', 'expr:gte(t,if(lt(n_forced,4),n_forced*0.25,n_forced-3))']

const pixels: Partial<Record<EncoderName, readonly string[]>> = {
  h264_v4l2m2m: ['format=yuv420p'],
  h264_vaapi: ['format=nv12', 'hwupload'],
}

// V4L2 has the parameter sets in its stream only, and so have some drivers of VA-API.
const inStream = ['-bsf:v', 'extract_extradata']

const lowLatency: Partial<Record<EncoderName, (fpsMode: boolean) => readonly string[]>> = {
  h264_videotoolbox: () => ['-realtime', '1'],
  h264_nvenc: () => ['-preset', 'fast', '-rc', 'cbr', '-delay', '0', '-zerolatency', '1', '-forced-idr', '1'],
  h264_vaapi: fpsMode => [...(fpsMode ? ['-async_depth', '1'] : []), ...inStream],
  h264_qsv: () => ['-preset', 'veryfast', '-async_depth', '1', '-look_ahead', '0', '-forced_idr', '1'],
  h264_v4l2m2m: () => inStream,
}
