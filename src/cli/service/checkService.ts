import { findFfmpeg } from '../../agent/ffmpeg/find.ts'
import { findCloudflared } from '../../agent/tunnel/find.ts'
import { sourceLabel } from '../../config/mask.ts'
import { choose } from '../cameras/choose.ts'
import { CliError } from '../error.ts'
import type { Flags } from '../flags.ts'
import { prepareUplink } from '../relay/uplink.ts'
import { tunnelPlan } from '../tunnel/tunnelPlan.ts'

/** Where a service is installed from: `entry` is the program's own file, `args` are what it is to be started with. */
export interface InstalledFrom {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly entry: string
}

/**
 * Throws a CliError, ConfigError or AgentError when a service with these flags, which have been checked, could not start, or
 * would show a secret. No camera is opened.
 */
export async function checkService(flags: Flags, { args, cwd, env, entry }: InstalledFrom): Promise<void> {
  if (PASSING.test(entry))
    throw new CliError(1, `This tunnelcam will not stay: it lies in ${entry}, a cache.`, { hint: INSTALL })
  refuseSecrets(args)
  const signal = new AbortController().signal
  const nowhere = { cwd, env, listDevices: async () => [], givesPicture: async () => true as const }
  const { config } = await choose(flags, nowhere, signal)
  const { tunnel, relay } = config
  if (tunnel?.kind === 'named' && tunnel.tokenFile === undefined) throw noToken('TUNNEL_TOKEN', '--tunnel-token-file')
  if (relay && relay.tokenFile === undefined) throw noToken('TUNNELCAM_RELAY_TOKEN', '--relay-token-file')
  if (tunnel) await tunnelPlan(tunnel, {})
  if (relay) await prepareUplink(relay, {})
  await findFfmpeg({ option: flags.ffmpeg, env })
  if (tunnel) await findCloudflared({ option: flags.cloudflared, env })
}

function refuseSecrets(args: readonly string[]): void {
  const shown = args.map(arg => sourceLabel(arg.replace(/^--[a-z-]+=/, '')))
  const secret = shown.find((label, index) => !args[index]?.endsWith(label))
  if (secret !== undefined) {
    throw new CliError(
      2,
      `${secret}: what stands behind ***, every user of this machine could read in a service's command line.`,
      {
        hint: 'Write the address into a file (cameras: [{ id: front, source: "…" }]), chmod 600 it, and install with --config.',
      },
    )
  }
}

function noToken(variable: string, option: string): CliError {
  return new CliError(2, `A service does not have ${variable} of this shell, and a token must not stand in its unit.`, {
    hint: `Put the token into a file (${option}, or tokenFile in the configuration), and chmod 600 it.`,
  })
}

// Where npx, pnpm dlx, yarn dlx, bunx and Deno put what they run once.
const PASSING = /[/\\](?:_npx|dlx(?:-[^/\\]*)?|xfs-[^/\\]*|bunx-[^/\\]*|\.cache|Caches)[/\\]/
const INSTALL = 'Install it with npm install -g tunnelcam, then: tunnelcam service install'
