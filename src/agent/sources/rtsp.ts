import { sourceLabel } from '../../config/mask.ts'
import { sourceKind } from '../../config/source.ts'
import type { CameraConfig } from '../../config.ts'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import { type Probed, probe } from '../ffmpeg/probe.ts'
import { immediately, silenceMicroseconds } from './input.ts'
import { reachable } from './reachable.ts'
import type { Source, SourceRow } from './source.ts'
import { streamFacts } from './stream.ts'

/** `rtsp://…`, an IP camera: asked for its codecs first, then read without looking ahead. */
export const rtsp: SourceRow = { takes: camera => sourceKind(camera.source) === 'rtsp', open }

async function open(camera: CameraConfig, ffmpeg: Ffmpeg, signal: AbortSignal): Promise<Source> {
  const { url, resolvedFrom } = await reachable(camera.source, ffmpeg)
  const label = sourceLabel(camera.source)
  const { input, probed } = await shortestLook(look => [...look, ...rtspInput(url, camera, ffmpeg)], ffmpeg, signal)
  return { kind: 'rtsp', label, input, ...streamFacts(label, probed, camera), ...(resolvedFrom && { resolvedFrom }) }
}

const halfSecond = ['-analyzeduration', '500000']
const usual: readonly string[] = []

/**
 * The input with as little looking ahead as serves: FLV can't begin before the size is known, and with sound the first
 * packet may be none of the video's.
 */
async function shortestLook(
  inputWith: (look: readonly string[]) => string[],
  ffmpeg: Ffmpeg,
  signal: AbortSignal,
): Promise<{ input: string[]; probed: Probed }> {
  const probed = await probe(inputWith(immediately), ffmpeg, { seconds: 15, signal })
  if (probed.video?.size) return { probed, input: inputWith(probed.audio ? halfSecond : immediately) }
  const again = await probe(inputWith(halfSecond), ffmpeg, { seconds: 15, signal })
  return { probed: again, input: inputWith(again.video?.size ? halfSecond : usual) }
}

// No `-fflags nobuffer`: it throws the probed packets away, and with them the first keyframe.
function rtspInput(url: string, camera: CameraConfig, ffmpeg: Ffmpeg): string[] {
  return [
    ...['-flags', 'low_delay', '-rtsp_transport', camera.transport],
    ...[ffmpeg.has.rtspTimeout ? '-timeout' : '-stimeout', silenceMicroseconds],
    ...(camera.audio ? [] : ['-allowed_media_types', 'video']),
    ...['-i', url],
  ]
}
