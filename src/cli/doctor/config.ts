import { ConfigError } from '../../config/error.ts'
import type { Config, TunnelConfig } from '../../config.ts'
import { findConfigFile } from '../cameras/findConfigFile.ts'
import { readConfig } from '../cameras/readConfig.ts'
import { CliError } from '../error.ts'
import { type Flags, tunnelOf, withFlags } from '../flags.ts'
import type { Finding } from './finding.ts'

/** What was found, and where would be listened; undefined where the program would refuse to. */
export interface ConfigExamined {
  readonly findings: readonly Finding[]
  readonly listen: Config['listen'] | undefined
  /** The tunnel that would be opened; undefined for none. */
  readonly tunnel?: TunnelConfig
}

/**
 * The configuration file that the program would use, if any, and the address by it and the flags. A broken file is in the
 * way of a picture.
 */
export async function examineConfig(
  flags: Flags,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ConfigExamined> {
  const file = flags.config ?? (await findConfigFile(cwd, env))
  const { config, findings } = file === undefined ? { config: none, findings: [] } : await examineFile(file)
  try {
    // The doctor's own tunnel leads to no camera, so nothing has to be said twice for it.
    const unseen = { ...flags, tunnel: undefined, tunnelHostname: undefined, tunnelTokenFile: undefined }
    return { findings, listen: withFlags(config, unseen).listen, tunnel: tunnelOf(config, flags) }
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    return { findings: [...findings, { state: 'missing', what: 'Address', detail: error.message }], listen: undefined }
  }
}

const none: Config = { listen: { host: '127.0.0.1', port: 8080 }, open: false, cameras: [] }

async function examineFile(file: string): Promise<{ config: Config; findings: Finding[] }> {
  try {
    const config = await readConfig(file)
    const count = config.cameras.length === 1 ? 'one camera' : `${config.cameras.length} cameras`
    return { config, findings: [{ state: 'ok', what: 'Configuration', detail: `${file}, ${count}` }] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const finding: Finding = { state: 'missing', what: 'Configuration', detail: error.message, mend: `edit ${file}` }
    return { config: none, findings: [finding] }
  }
}
