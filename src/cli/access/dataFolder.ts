import { homedir } from 'node:os'
import { join } from 'node:path'
import type { AccessStore } from '../../access/store.ts'
import type { Log } from '../../hub/log.ts'
import { openDataFolder } from '../../runtimes/dataFolder.ts'
import { CliError } from '../error.ts'

/** Where what is kept lies: `--data`, TUNNELCAM_DATA, else where this system keeps programs' data of a user. */
export function dataFolder(
  option: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string {
  const chosen = option ?? env.TUNNELCAM_DATA
  if (chosen) return chosen
  const home = homedir()
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'tunnelcam')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'tunnelcam')
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'tunnelcam')
}

/** What is kept about access in a folder. It and what it reads throw a CliError with a hint when it can't be had. */
export async function openData(folder: string, log: Log): Promise<AccessStore> {
  const told = (cause: NodeJS.ErrnoException) => {
    const why = cause.code ? `The data folder ${folder} can't be used: ${cause.code}.` : cause.message
    throw new CliError(1, why, {
      cause,
      hint: 'Links and their signing key are kept there. Name another one with --data or TUNNELCAM_DATA.',
    })
  }
  const store = await openDataFolder(folder, log).catch(told)
  return { ...store, read: () => store.read().catch(told) }
}
