import { homedir } from 'node:os'
import { resolve } from 'node:path'

/** A path as written in a config, from the root: `~/` is the home folder, others are beside the working folder. */
export function absolute(path: string): string {
  return resolve(path.replace(/^~(?=$|[/\\])/, homedir()))
}
