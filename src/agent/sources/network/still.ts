import { sourceLabel } from '../../../config/mask.ts'
import { sourceKind } from '../../../config/source.ts'
import type { CameraConfig } from '../../../config.ts'
import { describeJpeg } from '../../../media/jpeg/describe.ts'
import { AgentError } from '../../error.ts'
import { StillAddress } from '../../feed/still/stillAddress.ts'
import type { Ffmpeg } from '../../ffmpeg/ffmpeg.ts'
import { fitFilters, fittingSize } from '../fit.ts'
import { immediately } from '../input.ts'
import type { Source, SourceRow } from '../source.ts'
import { reachable } from './reachable.ts'

/** `http://….jpg` and `still:http://…`, an address that answers with one picture: fetched `rate` times a second, else once. */
export const still: SourceRow = { takes: camera => sourceKind(camera.source) === 'still', open }

/** At least: a viewer who comes sees the picture at once, however seldom there is a new one. */
const shownPerSecond = 5
const most = { width: 1920, height: 1080 }

async function open(camera: CameraConfig, ffmpeg: Ffmpeg, signal: AbortSignal): Promise<Source> {
  // We look the name up ourselves here, whatever FFmpeg can.
  const { url } = await reachable(camera.source.replace(/^still:/i, ''), {
    ...ffmpeg,
    has: { ...ffmpeg.has, resolvesNames: true },
  })
  if (!URL.canParse(url)) throw new AgentError('source_unknown', `${sourceLabel(url)} is not an address.`)
  const first = await new StillAddress(url, camera.certificate).fetch(signal).catch(error => {
    throw error instanceof AgentError ? named(error, sourceLabel(url)) : error
  })
  const size = camera.size ?? fittingSize(describeJpeg(first.bytes) ?? most, most)
  const perSecond = camera.rate ?? 1
  return {
    kind: 'still',
    label: sourceLabel(camera.source),
    input: [...immediately, '-use_wallclock_as_timestamps', '1', '-f', 'mpjpeg', '-i', 'pipe:5'],
    video: 'mjpeg',
    audio: 'none',
    frameRate: Math.max(shownPerSecond, perSecond),
    size,
    filters: fitFilters(size),
    feed: { address: url, perSecond, ...(camera.certificate && { certificate: camera.certificate }) },
  }
}

function named({ code, message, hint, cause }: AgentError, label: string): AgentError {
  return new AgentError(code, `${label}: ${message}`, { ...(hint !== undefined && { hint }), cause })
}
