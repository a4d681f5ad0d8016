import { problemsOf } from '../../config/problems.ts'
import { accessSchema } from '../../config/schema/accessSchema.ts'
import { IN_CLEAR, relaySchema } from '../../config/schema/relaySchema.ts'
import type { Config, RelayConfig } from '../../config.ts'
import { CliError } from '../error.ts'
import type { Flags } from '../flags.ts'

/** What is wrong with what a command line says about relays, one sentence each. */
export function relayProblems({ relay, relayToken, relayTokenFile, access = {} }: Flags): string[] {
  const given = {
    url: relay ?? 'https://cam.example.org',
    unencrypted: true, // as far as is known: the configuration may say so
    ...(relayTokenFile !== undefined && { tokenFile: relayTokenFile }),
  }
  const problems = problemsOf(relaySchema.safeParse(given).error?.issues ?? [], given).map(
    ({ path, message }) => `${path === 'url' ? '--relay' : '--relay-token-file'}: ${message}`,
  )
  const atTheDoor = problemsOf(accessSchema.safeParse(access).error?.issues ?? [], access).map(
    ({ path, message }) => `${DOOR[path.split(/[[.]/)[0] ?? ''] ?? path}: ${message}`,
  )
  return [...(relayToken === undefined ? [] : [tokenInSight]), ...problems, ...atTheDoor]
}

/** The relay of the configuration with what the command line says put over it. Throws a CliError where that is none to publish to. */
export function relayOf({ relay }: Config, flags: Flags): RelayConfig | undefined {
  const { relay: url, relayTokenFile: tokenFile, relayUnencrypted: unencrypted } = flags
  const address = url ?? relay?.url
  if (address !== undefined) {
    const over = { ...(tokenFile !== undefined && { tokenFile }), ...(unencrypted && { unencrypted }) }
    const read = relaySchema.safeParse({ ...relay, url: address, ...over })
    if (read.success) return read.data
    throw new CliError(2, `--relay: ${IN_CLEAR.replace('unencrypted: true', '--relay-unencrypted')}; got "${address}"`)
  }
  if (tokenFile === undefined && !unencrypted) return undefined
  const option = tokenFile === undefined ? '--relay-unencrypted' : '--relay-token-file'
  throw new CliError(2, `${option}: expected with the relay it is for, as in --relay https://cam.example.org`)
}

const DOOR: Readonly<Record<string, string>> = {
  trustedProxies: '--trust-proxy',
  viewersPerCamera: '--viewers-per-camera',
  viewersPerLink: '--viewers-per-link',
}

const tokenInSight =
  '--relay-token: every user of this machine can read a command line; put the token into a file (--relay-token-file) or into TUNNELCAM_RELAY_TOKEN'
