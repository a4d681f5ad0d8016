import type { CameraConfig } from '../../config.ts'
import type { Want } from '../../hub/demand.ts'
import type { Source } from '../sources/source.ts'
import { type Encoder, libx264 } from './encode/encoder.ts'
import { encoderArgs, encoderDevice, encoderFilters } from './encode/encoderArgs.ts'
import type { Ffmpeg } from './ffmpeg.ts'

/** What a command line depends on besides the source. */
export interface CaptureOptions {
  readonly wanted: ReadonlySet<Want>
  /** Whether H.264 that the source has is handed on as it is. */
  readonly passthrough: boolean
  readonly camera: CameraConfig
  readonly ffmpeg: Ffmpeg
  /** What encodes H.264, where it is encoded. Default: libx264. */
  readonly encoder?: Encoder
}

/**
 * FFmpeg's arguments for one capture: H.264 (and AAC) as FLV on pipe:3, JPEGs as mpjpeg on pipe:4. What the source has is
 * always copied; what it has not is encoded when wanted.
 */
export function captureArgs(source: Source, options: CaptureOptions): string[] {
  const copiesVideo = source.video === 'h264' && options.passthrough
  const copiesJpeg = source.video === 'mjpeg'
  const video = copiesVideo || options.wanted.has('video')
  const jpeg = copiesJpeg || options.wanted.has('jpeg') || !video // FFmpeg wants at least one output.
  const encodes = (video && !copiesVideo) || (jpeg && !copiesJpeg)
  // Before 5.1 this is one option for all outputs. Timestamps are then rounded to the frame rate: vfr drops what collides.
  const vsync = encodes && !options.ffmpeg.has.fpsMode ? ['-vsync', 'vfr'] : []
  const device = video && !copiesVideo && options.encoder ? encoderDevice(options.encoder) : []
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', ...vsync, ...device],
    ...source.input,
    ...(video
      ? [
          ...firstVideo,
          ...(copiesVideo ? copyVideo(source) : encodeVideo(source, options)),
          ...sound(source, options),
          ...flv,
        ]
      : []),
    ...(jpeg ? [...firstVideo, ...(copiesJpeg ? copyJpeg(source) : encodeJpeg(source, options)), ...mpjpeg] : []),
  ]
}

const firstVideo = ['-map', '0:V:0'] // V: not the cover picture of a music file.
const flv = ['-f', 'flv', '-flvflags', 'no_duration_filesize', 'pipe:3']
const mpjpeg = ['-f', 'mpjpeg', 'pipe:4']

function copyVideo(source: Source): string[] {
  // Parameter sets may come in the stream alone, maybe late, and be others midway; this hands them to the muxer when they do.
  const inStream = setsInStream.includes(source.kind) ? ['-bsf:v', 'extract_extradata'] : []
  return ['-c:v', 'copy', ...inStream]
}

const setsInStream: readonly Source['kind'][] = ['v4l2', 'exec', 'libcamera', 'rtsp', 'hls', 'srt']

function encodeVideo(source: Source, { camera, ffmpeg, encoder = libx264 }: CaptureOptions): string[] {
  const { frameRate } = source
  const encode = { bitrate: camera.bitrate, frameRate, assumedRate: camera.rate, fpsMode: ffmpeg.has.fpsMode }
  const filters = [
    ...(source.filters ?? []),
    ...(isEven(source.size) ? [] : [evenCrop]),
    ...encoderFilters(encoder, encode),
  ]
  return [
    ...(ffmpeg.has.fpsMode ? exactTimes('1:90000') : []),
    ...['-vf', filters.join(',')],
    ...encoderArgs(encoder, encode),
  ]
}

const evenCrop = 'crop=trunc(iw/2)*2:trunc(ih/2)*2'

function isEven(size: Source['size']): boolean {
  return size !== undefined && size.width % 2 === 0 && size.height % 2 === 0
}

// With the usual clock of 1/rate, two frames of a jittery camera fall on one tick, and an encoder then gives up.
function exactTimes(tick: string): string[] {
  return ['-fps_mode', 'passthrough', '-enc_time_base', tick]
}

function sound({ audio, kind }: Source, { camera }: CaptureOptions): string[] {
  if (audio === 'none' || camera.audio !== true) return []
  const copied = ['-c:a', 'copy', ...(mayBeAdts.includes(kind) ? ['-bsf:a', 'aac_adtstoasc'] : [])]
  const codec = audio === 'aac' ? copied : [...late, '-c:a', 'aac', '-b:a', '96k', '-ar', '48000', '-ac', '2']
  return ['-map', '0:a:0', ...codec, ...noWaiting]
}

// MPEG-TS carries AAC so, which FLV can't; FFmpeg before 5.0 has to be told. What comes otherwise goes through as it is.
const mayBeAdts: readonly Source['kind'][] = ['hls', 'srt', 'file']

// An AAC encoder begins 21 ms before its sound. FLV takes nothing from before its first packet, which mostly is a picture.
const late = ['-af', 'atrim=start=0.2']

// FFmpeg would hold the video back for up to 10 s to put a sound that does not come before it.
const noWaiting = ['-max_interleave_delta', '1']

function copyJpeg(source: Source): string[] {
  // Many webcams leave the Huffman tables out, as AVI does; browsers then show nothing.
  const tables = source.kind === 'v4l2' ? ['-bsf:v', 'mjpeg2jpeg'] : []
  return ['-c:v', 'copy', ...tables]
}

function encodeJpeg(source: Source, { camera, ffmpeg }: CaptureOptions): string[] {
  // mpjpeg carries no times, but two frames with one time end FFmpeg: the time of day differs, whatever the source says.
  const filters = [...(source.filters ?? []), 'settb=1/1000000', 'setpts=RTCTIME']
  return [
    ...(ffmpeg.has.fpsMode ? exactTimes('1:1000000') : ['-enc_time_base', '1:1000000']),
    ...['-vf', filters.join(',')],
    // Threads would each hold a frame back.
    ...['-c:v', 'mjpeg', '-threads', '1', '-q:v', String(coarseness(camera.quality)), '-pix_fmt', 'yuvj420p'],
  ]
}

/** FFmpeg's scale for JPEGs: 2 is the best, 31 the worst. */
function coarseness(quality = 86): number {
  return Math.round(31 - ((quality - 1) * 29) / 99)
}
