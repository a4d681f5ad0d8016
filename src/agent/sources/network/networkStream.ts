import { sourceLabel } from '../../../config/mask.ts'
import { type SourceKind, sourceKind } from '../../../config/source.ts'
import type { CameraConfig } from '../../../config.ts'
import type { Ffmpeg } from '../../ffmpeg/ffmpeg.ts'
import { type Probed, probe } from '../../ffmpeg/probe.ts'
import { noLook } from '../input.ts'
import type { Source, SourceRow } from '../source.ts'
import { streamFacts } from '../stream.ts'
import { type Address, addressInput, type Input } from './address.ts'
import { checkCertificate, trusting } from './certificate.ts'
import { reachable } from './reachable.ts'

/** How to read a kind of stream; `host` is the Host header that its server expects, where the address no longer says it. */
export type HowToRead = (
  camera: CameraConfig,
  ffmpeg: Ffmpeg,
  host: string | undefined,
) => Pick<Address, 'reading' | 'opening'>

/** A row for streams at an address of the network: asked for their codecs first, then read without looking far ahead. */
export function networkStream(kind: SourceKind & Source['kind'], howToRead: HowToRead): SourceRow {
  return {
    takes: camera => sourceKind(camera.source) === kind,
    open: async (camera, ffmpeg, signal) => {
      const { url, host, resolvedFrom } = await reachable(camera.source, ffmpeg)
      const label = sourceLabel(camera.source)
      await checkCertificate(camera, signal)
      const { reading = [], opening } = howToRead(camera, ffmpeg, host)
      const trusted = { reading, opening: { ...opening, ...trusting(camera) } }
      const inputWith = (look: Address['look']) => addressInput({ url, look, ...trusted }, ffmpeg)
      const { input, probed } = await shortestLook(inputWith, label, ffmpeg, signal)
      return {
        kind,
        label,
        input: input.args,
        ...(input.script !== undefined && { script: input.script }),
        ...streamFacts(label, probed, camera),
        ...(resolvedFrom && { resolvedFrom }),
      }
    },
  }
}

/** What decodes a stream that may have B-frames: `low_delay` would show those in the wrong order, frame threads hold frames back. */
export const inOrder: readonly string[] = ['-thread_type', 'slice']

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
