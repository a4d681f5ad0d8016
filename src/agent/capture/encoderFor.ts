import type { Camera } from '../../hub/camera.ts'
import { type Encoder, libx264 } from '../ffmpeg/encode/encoder.ts'
import type { Source } from '../sources/source.ts'
import type { CapturePlan, CaptureTools } from './plan.ts'

/**
 * What is to encode a camera's H.264: what its configuration asks for, where a trial shows that it works here, else
 * libx264, and then the camera's page and the log say why. After a failure midway (`plan.software`) libx264 at once.
 */
export async function encoderFor(
  camera: Camera,
  { size, frameRate }: Source,
  plan: CapturePlan,
  { ffmpeg, log, chooseEncoder }: Pick<CaptureTools, 'ffmpeg' | 'log' | 'chooseEncoder'>,
): Promise<Encoder> {
  const { config } = camera
  const wish = config.encoder ?? 'libx264'
  if (plan.software) return libx264 // its warning stands
  camera.clearWarning('encoder')
  if (wish === 'libx264') return libx264
  const trial = { camera: config, ...(size && { size }), ...(frameRate !== undefined && { frameRate }) }
  const { encoder, failures } = await chooseEncoder(wish, trial, ffmpeg)
  for (const { name, reason } of failures) log.debug({ camera: camera.id, encoder: name }, `not usable here: ${reason}`)
  if (encoder.name === 'libx264' && wish !== 'auto') {
    const sentence = `${wish} can’t be used here: ${failures[0]?.reason ?? ''} libx264 is used instead, which costs CPU.`
    camera.warn('encoder', sentence)
    log.warn({ camera: camera.id, encoder: wish }, sentence)
  }
  return encoder
}
