import { readFile, realpath } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { watch } from 'chokidar'
import { ConfigError } from '../../config/error.ts'
import type { Config } from '../../config.ts'
import { readConfig } from './readConfig.ts'

/** A watched configuration file; `close` ends the watching. */
export interface WatchedConfig {
  close(): Promise<void>
}

/**
 * Watches a configuration file that said `known` when it was read, and resolves once changes can be heard. Every save that
 * changed its text since then is heard once it is whole: as the new Config, or as a ConfigError when it cannot be used or
 * the file is gone. Saving by renaming a new file over the old one is a save like any other.
 */
export async function watchConfig(
  file: string,
  known: Config,
  heard: (news: Config | ConfigError) => void,
): Promise<WatchedConfig> {
  const path = resolve(file)
  const paths = new Set([path, await realpath(path).catch(() => path)])
  const folders = new Set([...paths].map(dirname))
  let last: string | undefined

  const check = async () => {
    const text = await textOf(path)
    if (text === last) return
    last = text
    heard(await read(file))
  }
  const catchUp = async () => {
    last = await textOf(path)
    const news = await read(file)
    if (JSON.stringify(news) !== JSON.stringify(known)) heard(news)
  }

  // The folders are watched, not the file: editors replace it, and it may come back after it was deleted.
  const watcher = watch([...folders], {
    depth: 0,
    ignoreInitial: true,
    ignored: (entry, stats) => !folders.has(entry) && !paths.has(entry) && stats !== undefined,
    awaitWriteFinish: { stabilityThreshold: 100, pollInterval: 25 },
  })
  let checks = new Promise<void>(ready => watcher.once('ready', ready)).then(catchUp)
  watcher.on('all', () => {
    checks = checks.then(check)
  })
  watcher.on('error', cause => {
    const message = `saves are not noticed any more: ${cause instanceof Error ? cause.message : String(cause)}`
    heard(new ConfigError([{ path: '', message }], file))
  })
  await checks
  return { close: () => watcher.close() }
}

async function read(file: string): Promise<Config | ConfigError> {
  return readConfig(file).catch(error => (error instanceof ConfigError ? error : Promise.reject(error)))
}

function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}
