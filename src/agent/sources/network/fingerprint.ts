import { connect, type PeerCertificate } from 'node:tls'
import type { CameraConfig } from '../../../config.ts'
import type { Verdict } from '../../capture/captureEnd.ts'
import { certificateUnknown } from '../../ffmpeg/reason.ts'

/** What a server shows of itself. */
export interface Shown {
  /** `sha256:AB:CD:…` */
  readonly fingerprint: string
  /** Whether this machine trusts it, under this name. */
  readonly trusted: boolean
}

const PATIENCE_MS = 5000
const PORTS = new Map([
  ['https:', 443],
  ['rtsps:', 322],
  ['rtmps:', 443],
])

/** The certificate's SHA-256, as `openssl x509 -fingerprint -sha256` has it. */
export function fingerprintOf({ fingerprint256 }: Pick<PeerCertificate, 'fingerprint256'>): string {
  return `sha256:${fingerprint256}`
}

/** Whether a pin of the configuration means this fingerprint: small letters will do, and no colons. */
export function isPinned(pin: string, fingerprint: string): boolean {
  const plain = (text: string) => text.replaceAll(':', '').toLowerCase()
  return plain(pin) === plain(fingerprint)
}

/**
 * Asks a server for its certificate, on a connection of its own. Undefined for an address without TLS, and where there is
 * no answer: that is for others to tell.
 */
export async function shownBy(address: string, signal: AbortSignal): Promise<Shown | undefined> {
  if (!URL.canParse(address)) return undefined
  const { protocol, hostname, port } = new URL(address)
  const usual = PORTS.get(protocol)
  if (usual === undefined) return undefined
  const host = hostname.replace(/^\[|\]$/g, '')
  const name = /^[\d.]+$|:/.test(host) ? {} : { servername: host }
  return new Promise(resolve => {
    const socket = connect({
      ...{ host, port: Number(port) || usual, rejectUnauthorized: false, timeout: PATIENCE_MS, ...name },
    })
    const end = (shown?: Shown) => {
      signal.removeEventListener('abort', stop)
      socket.destroy()
      resolve(shown)
    }
    const stop = () => end()
    signal.addEventListener('abort', stop)
    socket.on('secureConnect', () =>
      end({ fingerprint: fingerprintOf(socket.getPeerCertificate()), trusted: socket.authorized }),
    )
    socket.on('timeout', stop)
    socket.on('error', stop)
  })
}

/** What to do about a certificate that is refused, with its fingerprint. */
export function howToPin(fingerprint: string): string {
  return `Its fingerprint is ${fingerprint}; if the camera itself shows the same, write it as certificate:, and no other is taken.`
}

/** The same end; where a certificate was refused by FFmpeg, with the fingerprint that its server shows. */
export async function explained<End extends Verdict>(
  end: End,
  { source, certificate }: Pick<CameraConfig, 'source' | 'certificate'>,
  signal: AbortSignal,
): Promise<End> {
  if (end.kind !== 'failed' || end.code !== certificateUnknown.code || end.hint !== undefined) return end
  const shown = certificate?.startsWith('sha256:') ? undefined : await shownBy(source.replace(/^still:/i, ''), signal)
  return shown ? { ...end, hint: howToPin(shown.fingerprint) } : end
}
