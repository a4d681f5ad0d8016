import { sourceLabel } from '../../../config/mask.ts'
import { sourceKind } from '../../../config/source.ts'
import type { CameraConfig } from '../../../config.ts'
import { AgentError } from '../../error.ts'
import { StillAddress } from '../../feed/still/stillAddress.ts'
import type { Ffmpeg } from '../../ffmpeg/ffmpeg.ts'
import { wishedFilters } from '../fit.ts'
import { noLook, silenceMicroseconds } from '../input.ts'
import type { Source, SourceRow } from '../source.ts'
import { addressInput } from './address.ts'
import { checkCertificate, trusting } from './certificate.ts'
import { reachable } from './reachable.ts'
import { still } from './still.ts'

/**
 * `http://…`, the multipart MJPEG that IP cameras, mjpg-streamer and ustreamer serve. It is not asked beforehand: many
 * cameras serve only one connection at a time. With the input format `mjpeg` whatever stands between its JPEGs is skipped,
 * for cameras whose framing FFmpeg does not take: the first boundary is missing, parts tell no or another type. Each picture
 * then ends only with the next one's start, and drags along what is between: it must be encoded. Before that it is asked
 * whether it is one picture alone, which is fetched again and again then.
 */
export const httpMjpeg: SourceRow = { takes: camera => sourceKind(camera.source) === 'http', open }

async function open(camera: CameraConfig, ffmpeg: Ffmpeg, signal: AbortSignal): Promise<Source> {
  await checkCertificate(camera, signal)
  const onePicture = camera.inputFormat === 'mjpeg' ? await asOnePicture(camera, ffmpeg, signal) : undefined
  return onePicture ?? asStream(camera, ffmpeg)
}

async function asStream(camera: CameraConfig, ffmpeg: Ffmpeg): Promise<Source> {
  const { url, host, resolvedFrom } = await reachable(camera.source, ffmpeg)
  const filters = wishedFilters(camera, {})
  const opening = {
    rw_timeout: silenceMicroseconds,
    use_wallclock_as_timestamps: '1',
    ...(host && { headers: `Host: ${host}` }),
    ...trusting(camera),
  }
  const unframed = camera.inputFormat === 'mjpeg'
  const address = { url, look: noLook, opening, format: unframed ? 'mjpeg' : 'mpjpeg' }
  const { args, script } = addressInput(address, ffmpeg)
  return {
    kind: 'mjpeg',
    label: sourceLabel(camera.source),
    input: args,
    ...(script !== undefined && { script }),
    video: unframed || filters.length > 0 ? 'other' : 'mjpeg',
    audio: 'none',
    ...(camera.size && { size: camera.size }),
    ...(filters.length > 0 && { filters }),
    ...(resolvedFrom && { resolvedFrom }),
  }
}

async function asOnePicture(camera: CameraConfig, ffmpeg: Ffmpeg, signal: AbortSignal): Promise<Source | undefined> {
  if (!URL.canParse(camera.source) || !(await new StillAddress(camera.source, camera.certificate).isPicture(signal)))
    return undefined
  try {
    return await still.open(camera, ffmpeg, signal)
  } catch (error) {
    // It has no end: JPEGs one after another, under the type of one.
    if (error instanceof AgentError && (error.code === 'timeout' || error.code === 'too_large')) return undefined
    throw error
  }
}
