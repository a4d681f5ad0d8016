import type { CameraConfig } from '../../config.ts'
import type { Camera } from '../../hub/camera.ts'
import type { Log } from '../../hub/log.ts'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import type { Source } from '../sources/source.ts'
import type { FindOverlay } from './overlay.ts'
import { isLaidOver, turnFilters } from './turn.ts'

/** What the profile needs of the rest of the agent. */
export interface ProfileTools {
  readonly ffmpeg: Ffmpeg
  readonly log: Log
  readonly findOverlay: FindOverlay
}

/** Whether a camera's options change each of its pictures, so that its H.264 can't be copied. */
export function changesPictures({ rotate, flip, overlay }: CameraConfig): boolean {
  return Boolean(rotate) || flip !== undefined || overlay !== undefined
}

/**
 * The source as its camera's options turn it, mirror it and write on it; what they change can't be copied. A text that can't
 * be written is left out, and the camera's page and the log say why. Pictures that are published stay as they are sent, and
 * the page says so.
 */
export async function withProfile(
  camera: Camera,
  source: Source,
  { ffmpeg, log, findOverlay }: ProfileTools,
): Promise<Source> {
  const { config } = camera
  camera.clearWarning('profile')
  const warn = (sentence: string) => {
    camera.warn('profile', sentence)
    log.warn({ camera: camera.id }, sentence)
  }
  if (source.published?.what === 'pictures') {
    if (changesPictures(config) || config.quality !== undefined) warn(asSent)
    return source
  }
  const overlay = config.overlay === undefined ? undefined : await findOverlay(config.overlay, ffmpeg)
  if (overlay && 'reason' in overlay)
    warn(`The overlay can’t be written here, so the picture is shown without it: ${overlay.reason}`)
  const written = overlay && 'filter' in overlay ? [overlay.filter] : []
  return changed(source, config, [...turnFilters(config), ...written])
}

const asSent =
  'Published pictures are shown as they are sent: quality, rotate, flip and overlay are for published video only.'

function changed(source: Source, config: CameraConfig, filters: readonly string[]): Source {
  if (filters.length === 0) {
    return config.quality !== undefined && source.video === 'mjpeg' ? { ...source, video: 'other' } : source
  }
  const { size } = source
  return {
    ...source,
    video: 'other',
    filters: [...(source.filters ?? []), ...filters],
    ...(size && isLaidOver(config) && { size: { width: size.height, height: size.width } }),
  }
}
