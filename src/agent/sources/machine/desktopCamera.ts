import { sourceKind } from '../../../config/source.ts'
import type { CameraConfig } from '../../../config.ts'
import { immediately } from '../input.ts'
import type { Source, SourceRow } from '../source.ts'

/** `avfoundation:0` or `avfoundation:FaceTime HD Camera`, a camera of a Mac. */
export const avfoundation: SourceRow = {
  takes: camera => sourceKind(camera.source) === 'avfoundation',
  // Without a rate FFmpeg asks for 29.97, which no camera there gives.
  open: async camera => desktopCamera('avfoundation', camera, { device: name => `${name}:none`, usualRate: 30 }),
}

/** `dshow:Integrated Camera`, a camera of Windows, by the name it has there. */
export const dshow: SourceRow = {
  takes: camera => sourceKind(camera.source) === 'dshow',
  open: async camera => desktopCamera('dshow', camera, { device: name => `video=${name}` }),
}

interface Grabber {
  /** FFmpeg's name of a device. */
  device(name: string): string
  readonly usualRate?: number
}

function desktopCamera(kind: 'avfoundation' | 'dshow', camera: CameraConfig, grabber: Grabber): Source {
  const rate = camera.rate ?? grabber.usualRate
  const asked = [
    ...(rate ? ['-framerate', String(rate)] : []),
    ...(camera.size ? ['-video_size', `${camera.size.width}x${camera.size.height}`] : []),
  ]
  return {
    kind,
    label: camera.source,
    input: [...immediately, '-f', kind, ...asked, '-i', grabber.device(camera.source.slice(kind.length + 1))],
    video: 'other',
    audio: 'none',
    ...(camera.size && { size: camera.size }),
  }
}
