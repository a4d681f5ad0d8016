import type { CameraConfig } from '../../config.ts'
import { AgentError } from '../error.ts'
import type { Probed } from '../ffmpeg/probe.ts'
import { wishedFilters } from './fit.ts'
import type { Source } from './source.ts'

/**
 * What a probe means for a stream or file that can't choose its size or rate: whether it can be copied, its sound, size
 * and rate, and the filters that its options need. Throws AgentError `no_video` when there is only sound.
 */
export function streamFacts(
  label: string,
  { video, audio }: Probed,
  camera: CameraConfig,
): Pick<Source, 'video' | 'audio' | 'frameRate' | 'size' | 'filters' | 'notice'> {
  if (!video) throw new AgentError('no_video', `${label} has sound, but no video.`)
  const filters = wishedFilters(camera, video)
  const size = filters.some(filter => filter.startsWith('scale')) ? camera.size : video.size
  const thinned = filters.some(filter => filter.startsWith('select'))
  const copied = filters.length === 0 && !video.rotated
  const notice = copied && !camera.encode ? costs(video) : undefined
  return {
    video: copied && plays(video) && !camera.encode ? 'h264' : copied && video.codec === 'mjpeg' ? 'mjpeg' : 'other',
    audio: audio === undefined ? 'none' : audio.codec === 'aac' ? 'aac' : 'other',
    ...(video.frameRate && !thinned && { frameRate: video.frameRate }),
    ...(size && !video.rotated && { size }),
    ...(filters.length > 0 && { filters }),
    ...(notice && { notice }),
  }
}

/** Why a stream has to be encoded that could as well come so that browsers play it. */
function costs(video: NonNullable<Probed['video']>): string | undefined {
  const anew = 'so it is encoded anew, which costs CPU.'
  if (video.codec === 'hevc')
    return `It comes as H.265, which most browsers can’t play, ${anew} H.264, by the camera’s settings or its substream, spares that.`
  if (video.codec !== 'h264' || plays(video)) return undefined
  const kind = [video.profile, video.pixelFormat].filter(Boolean).join(', ')
  return `It comes as H.264 of a kind that browsers can’t play (${kind}), ${anew}`
}

// Browsers play 8 bit 4:2:0 only. Where a stream has not told yet it is believed.
function plays({ codec, profile, pixelFormat }: NonNullable<Probed['video']>): boolean {
  const profiles = ['Baseline', 'Constrained Baseline', 'Main', 'High', 'Progressive High', 'Constrained High']
  return (
    codec === 'h264' && (!profile || profiles.includes(profile)) && (!pixelFormat || /^yuvj?420p$/.test(pixelFormat))
  )
}
