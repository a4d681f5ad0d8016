import { readFile } from 'node:fs/promises'
import type { TunnelPlan } from '../../agent/tunnel/command.ts'
import type { TunnelConfig } from '../../config.ts'
import { CliError } from '../error.ts'

/**
 * What tunnel to open, with the token of a named one from its file or TUNNEL_TOKEN. Throws a CliError (exit
 * code 2) when there is none, or when there is one and a quick tunnel was asked for.
 */
export async function tunnelPlan(
  { kind, hostname, tokenFile }: TunnelConfig,
  { TUNNEL_TOKEN }: Readonly<Record<string, string | undefined>>,
): Promise<TunnelPlan> {
  if (kind === 'quick' || hostname === undefined) {
    if (!TUNNEL_TOKEN) return { kind: 'quick' }
    throw new CliError(2, 'TUNNEL_TOKEN is set, but not which name its tunnel has at Cloudflare.', {
      hint: 'Add it (--tunnel-hostname cam.example.com), or unset TUNNEL_TOKEN for a quick tunnel.',
    })
  }
  const token = tokenFile === undefined ? TUNNEL_TOKEN : await readToken(tokenFile)
  if (token) return { kind: 'named', hostname, token }
  throw new CliError(2, `The tunnel of ${hostname} needs its token, and there is none.`, {
    hint: "Copy it from the tunnel's page at Cloudflare into a file (--tunnel-token-file) or into TUNNEL_TOKEN.",
  })
}

async function readToken(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(cause => {
    throw new CliError(2, `The token file ${file} can't be read: ${cause.code ?? cause.message}.`, { cause })
  })
  // The page at Cloudflare shows a whole command, and people copy all of it.
  const token = /\beyJ[\w+/=-]+/.exec(text)?.[0]
  if (token) return token
  throw new CliError(2, `There is no tunnel token in ${file}: it begins with eyJ.`)
}
