import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { ConfigError } from '../../config/error.ts'
import { parseConfig } from '../../config/parse.ts'
import { sourceKind } from '../../config/source.ts'
import type { Config } from '../../config.ts'

/**
 * The configuration in a file. Relative paths of sources and the token start at the file's own folder, `~` is the home folder.
 * Throws a ConfigError that names the file.
 */
export async function readConfig(file: string): Promise<Config> {
  const text = await readFile(file, 'utf8').catch(cause => {
    throw new ConfigError([{ path: '', message: unreadable(cause) }], file)
  })
  const config = parseConfig(text, file)
  const folder = dirname(resolve(file))
  const cameras = config.cameras.map(camera => ({ ...camera, source: rooted(camera.source, folder) }))
  const { tunnel } = config
  if (tunnel?.tokenFile === undefined) return { ...config, cameras }
  return { ...config, cameras, tunnel: { ...tunnel, tokenFile: rootedPath(tunnel.tokenFile, folder) } }
}

/** A source whose path, if it is one, is absolute: from `folder`, or from home after `~`. A `/` at its end stays. */
export function rooted(source: string, folder: string): string {
  return sourceKind(source) === 'path' ? rootedPath(source, folder) : source
}

function rootedPath(path: string, folder: string): string {
  if (isAbsolute(path)) return path
  if (/^~(?=$|[/\\])/.test(path)) return join(homedir(), path.slice(1))
  return join(folder, path)
}

function unreadable(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES') return 'no permission to read it'
  if (code === 'EISDIR') return 'it is a folder, expected a YAML file'
  return cause instanceof Error ? cause.message : String(cause)
}
