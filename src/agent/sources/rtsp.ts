import { maskPassword } from '../../config/mask.ts'
import { sourceKind } from '../../config/source.ts'
import type { CameraConfig } from '../../config.ts'
import type { Ffmpeg } from '../ffmpeg/find.ts'
import { probe } from '../ffmpeg/probe.ts'
import { immediately, silenceMicroseconds } from './input.ts'
import { reachable } from './reachable.ts'
import type { Source, SourceRow } from './source.ts'
import { streamFacts } from './stream.ts'

/** `rtsp://…`, an IP camera: asked for its codecs first, then read without looking ahead. */
export const rtsp: SourceRow = { takes: camera => sourceKind(camera.source) === 'rtsp', open }

async function open(camera: CameraConfig, ffmpeg: Ffmpeg, signal: AbortSignal): Promise<Source> {
  const { url, resolvedFrom } = await reachable(camera.source, ffmpeg)
  const label = maskPassword(camera.source)
  const input = rtspInput(url, camera, ffmpeg)
  const probed = await probe(input, ffmpeg, { seconds: 15, signal })
  return { kind: 'rtsp', label, input, ...streamFacts(label, probed, camera), ...(resolvedFrom && { resolvedFrom }) }
}

// No `-fflags nobuffer`: it throws the probed packets away, and with them the first keyframe.
function rtspInput(url: string, camera: CameraConfig, ffmpeg: Ffmpeg): string[] {
  return [
    ...immediately,
    ...['-flags', 'low_delay', '-rtsp_transport', camera.transport],
    ...[ffmpeg.has.rtspTimeout ? '-timeout' : '-stimeout', silenceMicroseconds],
    ...(camera.audio ? [] : ['-allowed_media_types', 'video']),
    ...['-i', url],
  ]
}
