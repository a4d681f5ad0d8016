import { type CameraOverrides, cameraFromSource } from '../config/camera.ts'
import { ConfigError } from '../config/error.ts'
import { problemsOf } from '../config/problems.ts'
import { metricsSchema } from '../config/schema/metricsSchema.ts'
import { pushSchema } from '../config/schema/pushSchema.ts'
import { configSchema } from '../config/schema/schema.ts'
import { tunnelSchema } from '../config/schema/tunnelSchema.ts'
import { suggest } from '../config/suggest.ts'
import type { Config, TunnelConfig } from '../config.ts'
import { CliError } from './error.ts'
import { relayOf, relayProblems } from './relay/flags.ts'

/** What the command line said. What it did not say is undefined; values are as typed until `checkFlags` has passed them. */
export interface Flags {
  readonly source?: string
  readonly config?: string
  readonly host?: string
  readonly port?: unknown
  readonly data?: string
  readonly open: boolean
  readonly metrics?: unknown
  readonly pushHost?: string
  readonly rtmpPort?: unknown
  readonly rtspPort?: unknown
  readonly yesAnyoneCanWatch?: boolean
  readonly tunnel?: boolean
  readonly tunnelHostname?: string
  /** A token was given where it must not be; it is not kept. */
  readonly tunnelToken?: 'on the command line'
  readonly tunnelTokenFile?: string
  readonly cloudflared?: string
  readonly relay?: string
  /** A token was given where it must not be; it is not kept. */
  readonly relayToken?: 'on the command line'
  readonly relayTokenFile?: string
  readonly relayUnencrypted?: boolean
  /** For `tunnelcam relay`, keys of `access` in YAML. */
  readonly access?: Readonly<Record<string, unknown>>
  readonly ffmpeg?: string
  readonly log: 'pretty' | 'json'
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  readonly camera: CameraOverrides
}

/** Throws a CliError (exit code 2) with all that is wrong with a command line, one sentence a line. */
export function checkFlags(flags: Flags): void {
  const problems = [
    cameraProblems,
    listenProblems,
    metricsProblems,
    pushProblems,
    tunnelProblems,
    relayProblems,
    conflicts,
  ].flatMap(problemsIn => problemsIn(flags))
  if (problems.length > 0) throw new CliError(2, problems.join('\n'), { hint: 'tunnelcam --help shows all options.' })
}

/** The configuration with what the command line says of the address put over it. Throws a CliError when it must not be. */
export function withFlags(config: Config, flags: Flags): Config {
  const listen = listenSchema.parse({ ...config.listen, ...defined({ host: flags.host, port: flags.port }) })
  const open = config.open || flags.open
  const tunnel = tunnelOf(config, flags)
  const twice = config.yesAnyoneCanWatch || flags.yesAnyoneCanWatch
  if (tunnel && open && !twice) throw refusedTunnel(config.open)
  if (config.access?.cloudflareAccess && !tunnel && config.access.trustedProxies.length === 0) throw neverAsked()
  const metrics = flags.metrics === undefined ? config.metrics : metricsSchema.parse(flags.metrics)
  if (metrics && metrics.port > 0 && metrics.port === listen.port && metrics.host === listen.host) {
    const what = flags.metrics === undefined ? 'metrics' : '--metrics'
    throw new CliError(2, `${what}: expected a port of its own, got ${listen.port}, where the pictures are`)
  }
  const push = pushOf(config, flags)
  const relay = relayOf(config, flags)
  return {
    ...config,
    listen,
    open,
    ...(tunnel && { tunnel }),
    ...(relay && { relay }),
    ...(metrics && { metrics }),
    ...(push && { push }),
  }
}

/** How a key of the configuration is written on a command line: `inputFormat` → `--input-format`. */
export function flagOf(key: string): string {
  // The one that is named by its opposite.
  return key === 'sub' ? '--no-sub' : `--${key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
}

const listenSchema = configSchema.shape.listen.unwrap()

function cameraProblems({ source, camera }: Flags): string[] {
  try {
    cameraFromSource(source ?? 'test:', camera)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ path, message }) => {
      const command = path === 'source' && source !== undefined ? suggest(source, ['doctor', 'devices']) : undefined
      return `${path === 'source' ? 'source' : flagOf(path)}: ${message}${command ? `; did you mean "tunnelcam ${command}"?` : ''}`
    })
  }
}

function listenProblems({ host, port }: Flags): string[] {
  const given = defined({ host, port })
  const issues = listenSchema.safeParse(given).error?.issues ?? []
  return problemsOf(issues, given).map(({ path, message }) => `${flagOf(path)}: ${message}`)
}

function metricsProblems({ metrics }: Flags): string[] {
  const issues = metrics === undefined ? [] : (metricsSchema.safeParse(metrics).error?.issues ?? [])
  return problemsOf(issues, metrics).map(({ message }) => `--metrics: ${message}`)
}

function pushProblems(flags: Flags): string[] {
  const given = pushFlags(flags)
  const issues = pushSchema.safeParse(given).error?.issues ?? []
  return problemsOf(issues, given).map(
    ({ path, message }) => `${path === 'host' ? '--push-host' : `--${path}-port`}: ${message}`,
  )
}

/** Where pushes are taken, with what the command line says put over it. */
function pushOf({ push }: Config, flags: Flags): Config['push'] {
  const given = pushFlags(flags)
  return Object.keys(given).length === 0 ? push : pushSchema.parse({ ...push, ...given })
}

function pushFlags({ pushHost, rtmpPort, rtspPort }: Flags): Record<string, unknown> {
  return defined({ host: pushHost, rtmp: rtmpPort, rtsp: rtspPort })
}

function tunnelProblems({ tunnelHostname, tunnelToken, tunnelTokenFile }: Flags): string[] {
  const given = { kind: 'named', hostname: tunnelHostname ?? 'cam.example.com', tokenFile: tunnelTokenFile }
  const issues = tunnelSchema.safeParse(given).error?.issues ?? []
  const problems = problemsOf(issues, given).map(({ path, message }) => `--tunnel-${flagOf(path).slice(2)}: ${message}`)
  return tunnelToken === undefined ? problems : [tokenInSight, ...problems]
}

const tokenInSight =
  '--tunnel-token: every user of this machine can read a command line; put the token into a file (--tunnel-token-file) or into TUNNEL_TOKEN'

/** The tunnel of the configuration with what the command line says put over it. Throws a CliError for a token without a name. */
export function tunnelOf({ tunnel }: Config, flags: Flags): TunnelConfig | undefined {
  const given = defined({ hostname: flags.tunnelHostname, tokenFile: flags.tunnelTokenFile })
  if (Object.keys(given).length === 0) return tunnel ?? (flags.tunnel ? { kind: 'quick' } : undefined)
  const named = tunnelSchema.safeParse({ ...tunnel, ...given, kind: 'named' })
  if (named.success) return named.data
  throw new CliError(
    2,
    '--tunnel-token-file: expected with the name that the tunnel has at Cloudflare, as in --tunnel-hostname cam.example.com',
  )
}

function refusedTunnel(byFile: boolean): CliError {
  const how = byFile ? 'open: true and yesAnyoneCanWatch: true' : '--open --yes-anyone-can-watch'
  const what = byFile ? 'open: true' : '--open'
  return new CliError(
    2,
    `With ${what} a tunnel would let anyone on the internet who has or finds its address watch. Leave it out, and only who has the link may; to have it all the same, say it twice: ${how}.`,
  )
}

function neverAsked(): CliError {
  return new CliError(
    2,
    'access.cloudflareAccess: expected with a tunnel, or with trustedProxies: [127.0.0.1] where a cloudflared of your own leads here; without either, nobody would have to be let in by it.',
  )
}

/** The options that a command line gives its one camera, as they are written. */
export function cameraFlags(camera: Flags['camera']): string[] {
  const given = Object.entries(defined(camera))
  return given.map(([key, value]) => (key === 'audio' && value === false ? '--no-audio' : flagOf(key)))
}

function conflicts({ source, config, camera }: Flags): string[] {
  const options = cameraFlags(camera)
  if (config === undefined) return []
  if (source !== undefined)
    return [`--config: expected either a source or a configuration file, got both "${config}" and a source`]
  if (options.length === 0) return []
  return [`${options.join(', ')}: expected with a source only; for the cameras of ${config}, write it in there`]
}

/** The values that are not undefined: what a command line did not say must not stand over what is said elsewhere. */
export function defined(values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
