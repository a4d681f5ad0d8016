import { Access } from '../../access/access.ts'
import { DEFAULT_ACCESS } from '../../config/schema/accessSchema.ts'
import { silentLog } from '../../hub/log.ts'
import type { Flags } from '../flags.ts'
import { dataFolder, openData } from './dataFolder.ts'
import { type Running, running } from './running.ts'

/** What the commands about links work with. */
export interface Desk {
  readonly access: Access
  /** The programs that run with these links now. */
  readonly running: readonly Running[]
}

/** Does something with what is kept about access, whether a program runs with it or not. Throws CliError. */
export async function atDesk<T>(flags: Pick<Flags, 'data'>, work: (desk: Desk) => Promise<T>): Promise<T> {
  const folder = dataFolder(flags.data, process.env, process.platform)
  // What these commands do is told by what they print.
  const store = await openData(folder, silentLog)
  const { viewersPerCamera: perCamera, viewersPerLink: perLink } = DEFAULT_ACCESS
  const access = await Access.open(store, { log: silentLog, limits: { perCamera, perLink } })
  try {
    return await work({ access, running: await running(folder) })
  } finally {
    await access.close()
  }
}

/** Where a path of ours is to be found: at each running program, by its tunnel where it has one. */
export function addressesOf(path: string, { running }: Desk): string[] {
  return running.map(({ url, tunnel }) => `${tunnel ?? url}${path}`)
}

/** Where the running programs take pushes, without their keys. */
export function pushesOf({ running }: Desk): string[] {
  return running.flatMap(({ push = [] }) => push)
}
