import { access } from 'node:fs/promises'
import { join } from 'node:path'

/** The configuration file that is used when none is named: `./tunnelcam.yaml`, else that of the user; undefined without. */
export async function findConfigFile(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const home = env.XDG_CONFIG_HOME || (env.HOME && join(env.HOME, '.config'))
  const places = [join(cwd, 'tunnelcam.yaml'), ...(home ? [join(home, 'tunnelcam', 'tunnelcam.yaml')] : [])]
  for (const place of places) if (await isThere(place)) return place
  return undefined
}

/** Whether there is a file or folder. */
export function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
