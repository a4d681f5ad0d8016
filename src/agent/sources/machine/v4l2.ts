import { sourceKind } from '../../../config/source.ts'
import type { CameraConfig } from '../../../config.ts'
import { AgentError } from '../../error.ts'
import type { Ffmpeg } from '../../ffmpeg/ffmpeg.ts'
import { changesPictures } from '../../profile/profile.ts'
import { chooseFormat } from '../../v4l2/choose.ts'
import { readDevice } from '../../v4l2/device.ts'
import { devicePaths } from '../../v4l2/devices.ts'
import { locate } from '../../v4l2/locate.ts'
import { videoNodes } from '../../v4l2/nodes.ts'
import { immediately } from '../input.ts'
import type { Source, SourceRow } from '../source.ts'

/** `/dev/video0`, `usb:046d:0825` or `v4l2:HD Webcam`, a V4L2 camera: its formats are read and the best is asked for. */
export const v4l2: SourceRow = { takes: camera => sourceKind(camera.source) === 'v4l2', open }

async function open(camera: CameraConfig, ffmpeg: Ffmpeg, signal: AbortSignal): Promise<Source> {
  const path = locate(camera.source, await videoNodes())
  const { name, formats, failure } = await readDevice(path, ffmpeg, signal)
  if (failure) {
    const others = failure.code === 'device_missing' ? await devicePaths() : []
    const hint = others.length > 0 ? `There are ${others.join(', ')}.` : undefined
    throw new AgentError(failure.code, failure.reason, { ...(hint && { hint }) })
  }
  const encode = camera.encode || changesPictures(camera)
  const { format, size, rate, rateIsSure } = chooseFormat({ path, formats }, { ...camera, encode })
  const asked = [
    ...(rate ? ['-framerate', String(rate)] : []),
    ...(size ? ['-video_size', `${size.width}x${size.height}`] : []),
  ]
  const copied = format === 'h264' && !encode ? 'h264' : format === 'mjpeg' ? 'mjpeg' : 'other'
  return {
    kind: 'v4l2',
    label: `${name} (${path})`,
    // FFmpeg's H.264 parser leaves the first frame without a time, and only a longer look sets the others' start to zero.
    input: [
      ...(format === 'h264' ? ['-flags', 'low_delay'] : immediately),
      '-f',
      'v4l2',
      '-input_format',
      format,
      ...asked,
      '-i',
      path,
    ],
    video: copied,
    audio: 'none',
    ...(rate && rateIsSure && { frameRate: rate }),
    ...(size && { size }),
  }
}
