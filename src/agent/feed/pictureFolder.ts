import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { watch } from 'chokidar'
import { isWholeJpeg } from '../../media/jpeg/describe.ts'
import { AgentError } from '../error.ts'
import { isJpeg, newestFirst } from '../sources/files/folder.ts'
import { repeatPicture, type StillPicture } from './repeatPicture.ts'

/** A picture that is copied in slowly is read when it has not grown for this long. */
const SETTLED_MS = 100
const HIGHEST_BYTES = 32 * 1024 * 1024
/** On a busy machine it has happened that nobody told that the folder went away. */
const LOOK_MS = 1000

/**
 * Writes the newest JPEG of a folder to `output` as FFmpeg's mpjpeg, `frameRate` times a second: the newest there is,
 * then each one that is dropped. While one write is not taken there is no other. `showing` is told when each was made,
 * in ms since 1970. Resolves when `signal` aborts; rejects with an AgentError when the folder can't be read or goes away.
 */
export async function feedPictures(
  folder: string,
  frameRate: number,
  output: Writable,
  signal: AbortSignal,
  showing: (madeAt: number) => void,
): Promise<void> {
  const newest = new Newest()
  const unreadable = (cause: unknown) =>
    new AgentError('folder_missing', `The folder ${folder} can't be read.`, {
      cause,
      hint: 'Is it there, and may this user read it?',
    })
  const failed = new AbortController()
  const watcher = watch(folder, {
    depth: 0,
    ignoreInitial: true,
    awaitWriteFinish: { stabilityThreshold: SETTLED_MS, pollInterval: SETTLED_MS / 4 },
    ignored: (path, stats) => stats?.isFile() === true && !isJpeg(path),
  })
  watcher.on('add', path => void newest.offer(path))
  watcher.on('change', path => void newest.offer(path))
  watcher.on('error', error => failed.abort(unreadable(error)))
  watcher.on('unlinkDir', path => resolve(path) === resolve(folder) && failed.abort(unreadable(undefined)))
  const looking = setInterval(() => {
    stat(folder).catch(cause => failed.abort(unreadable(cause)))
  }, LOOK_MS)
  try {
    await new Promise<void>(ready => watcher.once('ready', ready))
    await newest.offerNewestOf(folder).catch(cause => failed.abort(unreadable(cause)))
    const until = AbortSignal.any([signal, failed.signal])
    await repeatPicture(() => newest.picture, frameRate, output, until, showing)
    if (!signal.aborted) throw failed.signal.reason
  } finally {
    clearInterval(looking)
    await watcher.close()
  }
}

/** The newest picture, however long reading an older one takes. */
class Newest {
  #offered = 0
  #taken = 0
  #picture: StillPicture | undefined

  get picture(): StillPicture | undefined {
    return this.#picture
  }

  /** Takes the picture in this file when it is whole: what is still being written is offered again. */
  async offer(path: string): Promise<void> {
    const turn = ++this.#offered
    const picture = await readPicture(path)
    if (!picture || turn < this.#taken) return
    this.#taken = turn
    this.#picture = picture
  }

  async offerNewestOf(folder: string): Promise<void> {
    const names = (await readdir(folder)).filter(isJpeg)
    for (const path of await newestFirst(names.map(name => join(folder, name)))) {
      if (this.#picture) return
      await this.offer(path)
    }
  }
}

// A file may be gone between being told of it and reading it: then it is no picture, and the next one comes.
async function readPicture(path: string): Promise<StillPicture | undefined> {
  try {
    const { size, mtimeMs } = await stat(path)
    if (size > HIGHEST_BYTES) return undefined
    const bytes = await readFile(path)
    return isWholeJpeg(bytes) ? { bytes, madeAt: Math.round(mtimeMs) } : undefined
  } catch {
    return undefined
  }
}
