import { sourceKind } from '../../../config/source.ts'
import type { CameraConfig } from '../../../config.ts'
import { AgentError } from '../../error.ts'
import { onPath } from '../../process/locate.ts'
import { wishedFilters } from '../fit.ts'
import { immediately } from '../input.ts'
import type { Source, SourceRow } from '../source.ts'

/** `exec:` with a command as a list, from the configuration file alone: what it writes to its stdout is FFmpeg's input. */
export const exec: SourceRow = {
  takes: camera => sourceKind(camera.source) === 'exec',
  async open(camera) {
    if (!camera.exec) throw new AgentError('command_missing', 'The source exec: has no command.')
    const filters = wishedFilters(camera, {})
    const { video, ...source } = commandSource('exec', camera.exec, camera.inputFormat)
    return { ...source, video: filters.length > 0 ? 'other' : video, ...(filters.length > 0 && { filters }) }
  },
}

/** `libcamera:`, a Raspberry Pi's camera: `rpicam-vid` (before Bookworm `libcamera-vid`) encodes H.264 with the Pi's encoder. */
export const libcamera: SourceRow = {
  takes: camera => sourceKind(camera.source) === 'libcamera',
  async open(camera) {
    const program = (await onPath('rpicam-vid', process.env)) ?? (await onPath('libcamera-vid', process.env))
    if (program === undefined) {
      throw new AgentError('rpicam_missing', 'Neither rpicam-vid nor libcamera-vid is on PATH.', {
        hint: 'On a Raspberry Pi: sudo apt install rpicam-apps.',
      })
    }
    const { size = { width: 1280, height: 720 }, rate = 30 } = camera
    return { ...commandSource('libcamera', rpicamVid(program, camera), 'h264'), frameRate: rate, size }
  },
}

/** The command line of rpicam-vid: H.264 with a keyframe a second on its stdout, for ever and without a window. */
export function rpicamVid(
  program: string,
  { size = { width: 1280, height: 720 }, rate = 30, bitrate }: Pick<CameraConfig, 'size' | 'rate' | 'bitrate'>,
): string[] {
  return [
    ...[program, '--timeout', '0', '--nopreview', '--codec', 'h264', '--inline', '--flush'],
    ...['--width', String(size.width), '--height', String(size.height), '--framerate', String(rate)],
    ...['--bitrate', String(bitrate * 1000), '--intra', String(Math.max(1, Math.round(rate))), '--output', '-'],
  ]
}

function commandSource(kind: 'exec' | 'libcamera', command: readonly string[], format: string | undefined): Source {
  const timed = format === 'h264' || format === 'mjpeg' || format === 'mpjpeg' // what carries no times of its own
  return {
    kind,
    label: `${kind}: ${command[0]}`,
    input: [
      ...(format === 'h264' ? ['-flags', 'low_delay'] : []),
      ...(timed ? ['-use_wallclock_as_timestamps', '1'] : []),
      ...(format === 'mjpeg' || format === 'mpjpeg' ? immediately : []),
      ...(format === undefined ? [] : ['-f', format]),
      ...['-i', 'pipe:5'],
    ],
    video: format === 'h264' ? 'h264' : timed ? 'mjpeg' : 'other',
    audio: 'none',
    feed: { command },
  }
}
