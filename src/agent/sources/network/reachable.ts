import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { sourceLabel } from '../../../config/mask.ts'
import { AgentError } from '../../error.ts'
import type { Ffmpeg } from '../../ffmpeg/ffmpeg.ts'
import { howToInstall } from '../../ffmpeg/install.ts'

/** An address that this FFmpeg can open. */
export interface Reachable {
  readonly url: string
  /** The Host header that the server expects, where `url` no longer says it. */
  readonly host?: string
  /** The name that was looked up. */
  readonly resolvedFrom?: string
}

/**
 * The same address with its host name looked up, where FFmpeg can't look names up itself. Throws AgentError
 * `name_unknown`, `password_unescaped`, or `ffmpeg_lacking` for TLS, whose certificates are for names.
 */
export async function reachable(source: string, ffmpeg: Pick<Ffmpeg, 'path' | 'has'>): Promise<Reachable> {
  if (endsTooEarly.test(source)) {
    throw new AgentError('password_unescaped', `The password in ${sourceLabel(source)} has a /, ? or # in it.`, {
      hint: 'In an address these are written %2F, %3F and %23.',
    })
  }
  if (ffmpeg.has.resolvesNames) return { url: source }
  // Not by new URL(): a camera's password may hold characters that it would write otherwise.
  const [, before = '', name = '', after = ''] =
    /^([a-z]+:\/\/(?:[^/?#]*@)?)(\[[^\]]*\]|[^:/?#]*)(.*)$/is.exec(source) ?? []
  if (name.startsWith('[') || isIP(name) !== 0) return { url: source }
  if (/^(https|rtsps|rtmps):/i.test(source)) {
    throw new AgentError(
      'ffmpeg_lacking',
      `The FFmpeg at ${ffmpeg.path} can’t look up the name in ${sourceLabel(source)}.`,
      {
        hint: howToInstall(process.platform),
      },
    )
  }
  const { address, family } = await lookup(name).catch(cause => {
    throw new AgentError('name_unknown', `The host name ${name} is not known.`, { cause })
  })
  const port = /^:\d+/.exec(after)?.[0] ?? ''
  const numeric = family === 6 ? `[${address}]` : address
  return { url: `${before}${numeric}${after}`, host: `${name}${port}`, resolvedFrom: name }
}

// RFC 3986 3.2: an authority ends with the first of these. What stands before it can only be half a password, where it is no port.
const endsTooEarly = /^[a-z]+:\/\/[^\s:/?#[]*:(?!\d{1,5}[/?#])[^\s@]*[/?#]\S*@/i
