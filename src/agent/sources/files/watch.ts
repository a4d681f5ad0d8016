import type { CameraConfig } from '../../../config.ts'
import type { Ffmpeg } from '../../ffmpeg/ffmpeg.ts'
import { probe } from '../../ffmpeg/probe.ts'
import { fitFilters, fittingSize } from '../fit.ts'
import { immediately } from '../input.ts'
import type { Source, SourceRow } from '../source.ts'
import { isFolder, newestPicture } from './folder.ts'
import { absolute } from './path.ts'

/** A folder with `watch`: its newest JPEG, fed to FFmpeg five times a second, so that a viewer who comes sees it at once. */
export const watch: SourceRow = { takes: async camera => camera.watch && (await isFolder(camera.source)), open }

const frameRate = 5
const most = { width: 1280, height: 720 }

async function open(camera: CameraConfig, ffmpeg: Ffmpeg, signal: AbortSignal): Promise<Source> {
  const folder = absolute(camera.source)
  const size = camera.size ?? (await sizeOfNewest(folder, ffmpeg, signal)) ?? most
  return {
    kind: 'watch',
    label: camera.source,
    input: [...immediately, '-use_wallclock_as_timestamps', '1', '-f', 'mpjpeg', '-i', 'pipe:5'],
    video: 'mjpeg',
    audio: 'none',
    frameRate,
    size,
    filters: fitFilters(size),
    feed: { folder },
  }
}

async function sizeOfNewest(folder: string, ffmpeg: Ffmpeg, signal: AbortSignal) {
  const picture = await newestPicture(folder)
  if (picture === undefined) return undefined
  const probed = await probe(['-i', picture], ffmpeg, { seconds: 5, signal }).catch(() => undefined)
  signal.throwIfAborted()
  return probed?.video?.size && fittingSize(probed.video.size, most)
}
