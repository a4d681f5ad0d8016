import { sourceLabel } from '../../../config/mask.ts'
import type { SourceKind } from '../../../config/source.ts'
import type { CameraConfig } from '../../../config.ts'
import type { Ffmpeg } from '../../ffmpeg/ffmpeg.ts'
import { silenceMicroseconds } from '../input.ts'
import { type Address, addressInput } from './address.ts'
import { checkCertificate, trusting } from './certificate.ts'
import { reachable } from './reachable.ts'

/**
 * An address of which only the sound is wanted, as an input of FFmpeg: the camera's `source`, with what its other keys say
 * of addresses. Throws AgentError as `reachable` and `checkCertificate` do.
 */
export async function networkInput(
  camera: CameraConfig,
  kind: SourceKind | undefined,
  ffmpeg: Ffmpeg,
  signal: AbortSignal,
): Promise<{ label: string; args: readonly string[]; script?: string }> {
  const { url, host } = await reachable(camera.source, ffmpeg)
  await checkCertificate(camera, signal)
  const opening = {
    ...(kind === 'rtsp' ? rtspOptions(camera, ffmpeg) : kind === 'srt' ? {} : { rw_timeout: silenceMicroseconds }),
    ...(kind === 'rtmp' && { rtmp_live: 'live' }),
    ...(host && kind !== 'rtsp' && kind !== 'rtmp' && kind !== 'srt' && { headers: `Host: ${host}` }),
    ...trusting(camera),
  }
  const reading = kind === 'hls' ? ['-re'] : []
  const input: Address = { url, look: { analyzeduration: '500000' }, reading, opening }
  const { args, script } = addressInput(input, ffmpeg)
  return { label: sourceLabel(camera.source), args, ...(script !== undefined && { script }) }
}

function rtspOptions({ transport }: CameraConfig, { has }: Ffmpeg): Record<string, string> {
  return {
    rtsp_transport: transport,
    [has.rtspTimeout ? 'timeout' : 'stimeout']: silenceMicroseconds,
    allowed_media_types: 'audio',
  }
}
