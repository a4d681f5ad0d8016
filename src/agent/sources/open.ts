import { maskPassword } from '../../config/mask.ts'
import type { CameraConfig } from '../../config.ts'
import { AgentError } from '../error.ts'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import type { Source } from './source.ts'
import { sources } from './table.ts'

/**
 * How FFmpeg is to read a camera's source: the camera's formats are read, a stream is probed. Throws AgentError
 * (`source_unknown`, `device_missing`, `unauthorized`, …), or the signal's reason.
 */
export async function openSource(camera: CameraConfig, ffmpeg: Ffmpeg, signal: AbortSignal): Promise<Source> {
  for (const row of sources) {
    signal.throwIfAborted()
    if (await row.takes(camera)) return row.open(camera, ffmpeg, signal)
  }
  throw new AgentError('source_unknown', `"${maskPassword(camera.source)}" is not a kind of source that is known.`, {
    hint: 'Known are /dev/video0, test:, rtsp://…, http://… (MJPEG, HLS, FLV), rtmp://…, srt://…, a folder of pictures, a video file, and publish: for what is sent here.',
  })
}
