import type { SubPicture } from '../../hub/sub/picture.ts'
import { stampTests } from '../../hub/sub/stamps.ts'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'

/**
 * FFmpeg's arguments for the small picture: FLV of the full one on pipe:4, whose stamps tell what to do with each frame;
 * FLV of the small one on pipe:3, with the same stamps.
 */
export function subArgs(
  { width, height, frameRate, bitrate, level }: SubPicture,
  { has }: Pick<Ffmpeg, 'has'>,
): string[] {
  const filters = [
    `select=${escaped(stampTests.kept)}`,
    `scale=${width}:${height}:flags=fast_bilinear:out_range=tv`,
    'format=yuv420p',
    'setsar=1',
  ]
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-copyts', ...(has.fpsMode ? [] : ['-vsync', 'passthrough'])],
    // Threads and a decoder that expects reordered frames would each hold frames back.
    ...[
      '-probesize',
      '32',
      '-analyzeduration',
      '0',
      '-flags',
      'low_delay',
      '-threads',
      '1',
      '-f',
      'flv',
      '-i',
      'pipe:4',
    ],
    ...['-map', '0:v:0', ...(has.fpsMode ? ['-fps_mode', 'passthrough'] : []), '-enc_time_base', '1:1000'],
    ...['-vf', filters.join(',')],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-threads', '1', '-profile:v', 'main'],
    ...['-level:v', `${level / 10}`, '-x264-params', `fps=${frameRate}`],
    ...['-b:v', `${bitrate}k`, '-maxrate', `${bitrate}k`, '-bufsize', `${Math.round(bitrate / 2)}k`],
    ...['-g', '9999', '-sc_threshold', '0', '-force_key_frames', `expr:${stampTests.key}`],
    ...['-f', 'flv', '-flvflags', 'no_duration_filesize', 'pipe:3'],
  ]
}

// A comma would begin the next filter.
function escaped(expression: string): string {
  return expression.replaceAll(',', '\\,')
}
