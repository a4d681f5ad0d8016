import { ConfigError } from '../../config/error.ts'
import { findConfigFile } from '../findConfigFile.ts'
import { readConfig } from '../readConfig.ts'
import type { Finding } from './finding.ts'

/** The configuration file, where there is one: a broken one is in the way of a picture. */
export async function examineConfig(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Finding[]> {
  const file = await findConfigFile(cwd, env)
  if (file === undefined) return []
  try {
    const { cameras } = await readConfig(file)
    const count = cameras.length === 1 ? 'one camera' : `${cameras.length} cameras`
    return [{ state: 'ok', what: 'Configuration', detail: `${file}, ${count}` }]
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return [{ state: 'missing', what: 'Configuration', detail: error.message, mend: `edit ${file}` }]
  }
}
