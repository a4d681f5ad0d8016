import { connect } from 'node:tls'
import type { CameraConfig } from '../../../config.ts'
import { AgentError } from '../../error.ts'
import { certificateUnknown } from '../../ffmpeg/reason.ts'

/** Options for FFmpeg, without their dash, by which it refuses a server whose certificate is not trusted. RTSPS has none. */
export function trusting({
  source,
  certificate,
}: Pick<CameraConfig, 'source' | 'certificate'>): Record<string, string> {
  return certificate !== 'any' && /^(https|rtmps):/i.test(source) ? { tls_verify: '1' } : {}
}

/**
 * Asks an `rtsps:` server for its certificate, as FFmpeg looks at none there. Throws AgentError `certificate_unknown` when
 * it is not trusted; other troubles of connecting are left for FFmpeg to tell. It is another connection than FFmpeg's.
 */
export async function checkCertificate(
  { source, certificate }: Pick<CameraConfig, 'source' | 'certificate'>,
  signal: AbortSignal,
): Promise<void> {
  if (certificate === 'any' || !/^rtsps:/i.test(source) || !URL.canParse(source)) return
  const { hostname, port } = new URL(source)
  const host = hostname.replace(/^\[|\]$/g, '')
  const refused = await new Promise<boolean>(resolve => {
    const name = /^[\d.]+$|:/.test(host) ? {} : { servername: host }
    const socket = connect({ host, port: Number(port) || 322, rejectUnauthorized: false, timeout: 5000, ...name })
    const end = (answer: boolean) => {
      signal.removeEventListener('abort', stop)
      socket.destroy()
      resolve(answer)
    }
    const stop = () => end(false)
    signal.addEventListener('abort', stop)
    socket.on('secureConnect', () => end(!socket.authorized))
    socket.on('timeout', stop)
    socket.on('error', stop)
  })
  signal.throwIfAborted()
  if (refused) throw new AgentError(certificateUnknown.code, certificateUnknown.reason)
}
