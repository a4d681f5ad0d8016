import { type CameraOverrides, cameraFromSource } from '../config/camera.ts'
import { ConfigError } from '../config/error.ts'
import { problemsOf } from '../config/problems.ts'
import { configSchema } from '../config/schema.ts'
import { suggest } from '../config/suggest.ts'
import type { Config } from '../config.ts'
import { CliError } from './error.ts'
import { isLoopback } from './loopback.ts'

/** What the command line said. What it did not say is undefined; values are as typed until `checkFlags` has passed them. */
export interface Flags {
  readonly source?: string
  readonly config?: string
  readonly host?: string
  readonly port?: unknown
  readonly open: boolean
  readonly ffmpeg?: string
  readonly log: 'pretty' | 'json'
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  readonly camera: CameraOverrides
}

/** Throws a CliError (exit code 2) with all that is wrong with a command line, one sentence a line. */
export function checkFlags(flags: Flags): void {
  const problems = [...cameraProblems(flags), ...listenProblems(flags), ...conflicts(flags)]
  if (problems.length > 0) throw new CliError(2, problems.join('\n'), { hint: 'tunnelcam --help shows all options.' })
}

/** The configuration with what the command line says of the address put over it. Throws a CliError when it must not be. */
export function withFlags(config: Config, flags: Flags): Config {
  const listen = listenSchema.parse({ ...config.listen, ...defined({ host: flags.host, port: flags.port }) })
  const open = config.open || flags.open
  if (!open && !isLoopback(listen.host)) {
    const what = flags.host === undefined ? `listen.host ${listen.host}` : `--host ${listen.host}`
    const how = flags.host === undefined ? 'write open: true beside it' : 'add --open'
    throw new CliError(
      2,
      `${what} would let everyone who can reach this machine watch, without a password. To have that, ${how}; else leave it out, and only this machine can.`,
    )
  }
  return { ...config, listen, open }
}

/** How a key of the configuration is written on a command line: `inputFormat` → `--input-format`. */
export function flagOf(key: string): string {
  // The one that is named by its opposite.
  return key === 'audio' ? '--no-audio' : `--${key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
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

function conflicts({ source, config, camera }: Flags): string[] {
  const options = Object.keys(defined(camera)).map(flagOf)
  if (config === undefined) return []
  if (source !== undefined)
    return [`--config: expected either a source or a configuration file, got both "${config}" and a source`]
  if (options.length === 0) return []
  return [`${options.join(', ')}: expected with a source only; for the cameras of ${config}, write it in there`]
}

function defined(values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
