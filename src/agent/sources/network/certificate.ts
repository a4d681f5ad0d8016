import type { CameraConfig } from '../../../config.ts'
import { AgentError } from '../../error.ts'
import { certificateUnknown } from '../../ffmpeg/reason.ts'
import { howToPin, isPinned, shownBy } from './fingerprint.ts'

/** Options for FFmpeg, without their dash, by which it refuses a server whose certificate is not trusted. RTSPS has none. */
export function trusting({
  source,
  certificate = 'known',
}: Pick<CameraConfig, 'source' | 'certificate'>): Record<string, string> {
  return certificate === 'known' && /^(https|rtmps):/i.test(source) ? { tls_verify: '1' } : {}
}

/**
 * Asks a server for its certificate, where FFmpeg does not look at it as it should: at a pinned one, and at any of RTSPS.
 * Throws AgentError `certificate_unknown` when it is not trusted, `certificate_other` when it is not the pinned one; other
 * troubles of connecting are left for FFmpeg to tell. It is another connection than FFmpeg's.
 */
export async function checkCertificate(
  { source, certificate = 'known' }: Pick<CameraConfig, 'source' | 'certificate'>,
  signal: AbortSignal,
): Promise<void> {
  if (certificate === 'any' || (certificate === 'known' && !/^rtsps:/i.test(source))) return
  const shown = await shownBy(source, signal)
  signal.throwIfAborted()
  if (!shown) return
  if (certificate !== 'known') {
    if (!isPinned(certificate, shown.fingerprint)) throw notPinned(certificate, shown.fingerprint)
  } else if (!shown.trusted) {
    throw new AgentError(certificateUnknown.code, certificateUnknown.reason, { hint: howToPin(shown.fingerprint) })
  }
}

/** Another certificate than the one in the configuration. */
export function notPinned(pin: string, fingerprint: string): AgentError {
  return new AgentError(
    'certificate_other',
    `The camera shows another certificate (${fingerprint}) than the one in the configuration (${pin}).`,
    { hint: 'Either it has a new one, as after an update, or somebody stands between.' },
  )
}
