import { candidates } from '../../agent/ffmpeg/encode/candidates.ts'
import type { Encoder } from '../../agent/ffmpeg/encode/encoder.ts'
import { tryEncoder } from '../../agent/ffmpeg/encode/tryEncoder.ts'
import type { Ffmpeg } from '../../agent/ffmpeg/ffmpeg.ts'
import { cameraFromSource } from '../../config/camera.ts'
import type { Finding } from './finding.ts'

/** Which hardware encodes here, each found by trying it, and of the others why not. Nothing where FFmpeg is missing. */
export async function examineHardware(search: Promise<Ffmpeg>, platform: NodeJS.Platform): Promise<Finding[]> {
  const ffmpeg = await search.catch(() => undefined)
  if (!ffmpeg) return []
  const encoders = await candidates('auto', { platform })
  const trial = { camera: cameraFromSource('test:') }
  const reasons = await Promise.all(encoders.map(encoder => tryEncoder(encoder, trial, ffmpeg)))
  return encoders.length === 0 ? [] : [hardware(encoders.map((encoder, index) => [encoder, reasons[index]]))]
}

/** Encoders, each with why it can't be used, as a finding. None is needed: libx264 does the same, by the CPU. */
export function hardware(tried: readonly (readonly [Encoder, string | undefined])[]): Finding {
  const called = ({ name, device }: Encoder) => (device === undefined ? name : `${name} on ${device}`)
  const works = tried.filter(([, reason]) => reason === undefined).map(([encoder]) => called(encoder))
  const rest = tried.flatMap(([encoder, reason]) => (reason === undefined ? [] : [`${called(encoder)}: ${reason}`]))
  const others = rest.length > 0 ? ` ${rest.join(' ')}` : ''
  if (works.length > 0) {
    return { state: 'ok', what: 'Hardware', detail: `${works.join(', ')} can encode; --encoder auto uses it.${others}` }
  }
  return { state: 'gap', what: 'Hardware', detail: `none can encode here, so libx264 does, which costs CPU.${others}` }
}
