import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { ConfigError } from '../config/error.ts'
import { parseConfig } from '../config/parse.ts'
import { sourceKind } from '../config/source.ts'
import type { Config } from '../config.ts'

/**
 * The configuration in a file. Relative paths of sources start at the file's own folder, `~` is the home folder.
 * Throws a ConfigError that names the file.
 */
export async function readConfig(file: string): Promise<Config> {
  const text = await readFile(file, 'utf8').catch(cause => {
    throw new ConfigError([{ path: '', message: unreadable(cause) }], file)
  })
  const config = parseConfig(text, file)
  const folder = dirname(resolve(file))
  return { ...config, cameras: config.cameras.map(camera => ({ ...camera, source: rooted(camera.source, folder) })) }
}

/** A source whose path, if it is one, is absolute: from `folder`, or from home after `~`. A `/` at its end stays. */
export function rooted(source: string, folder: string): string {
  if (sourceKind(source) !== 'path' || isAbsolute(source)) return source
  if (/^~(?=$|[/\\])/.test(source)) return join(homedir(), source.slice(1))
  return join(folder, source)
}

function unreadable(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES') return 'no permission to read it'
  if (code === 'EISDIR') return 'it is a folder, expected a YAML file'
  return cause instanceof Error ? cause.message : String(cause)
}
