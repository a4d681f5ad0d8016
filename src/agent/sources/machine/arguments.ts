import { sourceLabel } from '../../../config/mask.ts'
import { sourceKind } from '../../../config/source.ts'
import { AgentError } from '../../error.ts'
import { probe } from '../../ffmpeg/probe.ts'
import type { SourceRow } from '../source.ts'
import { streamFacts } from '../stream.ts'

/** `ffmpeg:` with a list of FFmpeg's own input arguments, from the configuration file alone. */
export const ffmpegArguments: SourceRow = {
  takes: camera => sourceKind(camera.source) === 'ffmpeg',
  async open(camera, ffmpeg, signal) {
    const input = camera.ffmpeg
    if (!input) throw new AgentError('arguments_missing', 'The source ffmpeg: has no arguments.')
    const label = sourceLabel(input.at(-1) ?? '')
    const probed = await probe(input, ffmpeg, { seconds: 15, signal, name: label })
    return { kind: 'ffmpeg', label, input, ...streamFacts(label, probed, camera) }
  },
}
