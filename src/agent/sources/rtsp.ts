import { sourceLabel } from '../../config/mask.ts'
import { sourceKind } from '../../config/source.ts'
import type { CameraConfig } from '../../config.ts'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import { type Probed, probe } from '../ffmpeg/probe.ts'
import { type Address, addressInput, type Input } from './address.ts'
import { noLook, silenceMicroseconds } from './input.ts'
import { reachable } from './reachable.ts'
import type { Source, SourceRow } from './source.ts'
import { streamFacts } from './stream.ts'

/** `rtsp://…`, an IP camera: asked for its codecs first, then read without looking ahead. */
export const rtsp: SourceRow = { takes: camera => sourceKind(camera.source) === 'rtsp', open }

async function open(camera: CameraConfig, ffmpeg: Ffmpeg, signal: AbortSignal): Promise<Source> {
  const { url, resolvedFrom } = await reachable(camera.source, ffmpeg)
  const label = sourceLabel(camera.source)
  const inputWith = (look: Address['look']) => addressInput({ url, look, ...howToRead(camera, ffmpeg) }, ffmpeg)
  const { input, probed } = await shortestLook(inputWith, label, ffmpeg, signal)
  return {
    kind: 'rtsp',
    label,
    input: input.args,
    ...(input.script !== undefined && { script: input.script }),
    ...streamFacts(label, probed, camera),
    ...(resolvedFrom && { resolvedFrom }),
  }
}

const halfSecond = { analyzeduration: '500000' }
const usual = {}

/**
 * The input with as little looking ahead as serves: FLV can't begin before the size is known, and with sound the first
 * packet may be none of the video's.
 */
async function shortestLook(
  inputWith: (look: Address['look']) => Input,
  name: string,
  ffmpeg: Ffmpeg,
  signal: AbortSignal,
): Promise<{ input: Input; probed: Probed }> {
  const look = ({ args, script }: Input) => probe(args, ffmpeg, { seconds: 15, signal, script, name })
  const probed = await look(inputWith(noLook))
  if (probed.video?.size) return { probed, input: inputWith(probed.audio ? halfSecond : noLook) }
  const again = await look(inputWith(halfSecond))
  return { probed: again, input: inputWith(again.video?.size ? halfSecond : usual) }
}

// No `-fflags nobuffer`: it throws the probed packets away, and with them the first keyframe.
function howToRead(camera: CameraConfig, ffmpeg: Ffmpeg): Pick<Address, 'decoding' | 'opening'> {
  return {
    decoding: ['-flags', 'low_delay'],
    opening: {
      rtsp_transport: camera.transport,
      [ffmpeg.has.rtspTimeout ? 'timeout' : 'stimeout']: silenceMicroseconds,
      ...(camera.audio ? {} : { allowed_media_types: 'video' }),
    },
  }
}
