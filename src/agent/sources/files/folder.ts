import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { AgentError } from '../../error.ts'
import { absolute } from './path.ts'

/** Whether a source as written in a config is a folder. */
export async function isFolder(source: string): Promise<boolean> {
  const found = await stat(absolute(source)).catch(() => undefined)
  return found?.isDirectory() === true
}

/** The JPEGs and PNGs in a folder, full paths, `2.jpg` before `10.jpg`. Throws AgentError when there are none. */
export async function picturesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(cause => {
    throw new AgentError('folder_unreadable', `The folder ${folder} can’t be read.`, { cause })
  })
  const pictures = names.filter(isPicture).sort(byNumbersInside.compare)
  if (pictures.length > 0) return pictures.map(name => join(folder, name))
  throw new AgentError('folder_empty', `There is no JPEG or PNG in the folder ${folder}.`)
}

/** The JPEG in a folder that was changed last, or undefined. Throws AgentError when the folder can't be read. */
export async function newestPicture(folder: string): Promise<string | undefined> {
  const pictures = await picturesIn(folder).catch(error => {
    if (error instanceof AgentError && error.code === 'folder_empty') return []
    throw error
  })
  return (await newestFirst(pictures.filter(isJpeg)))[0]
}

/** These files, the one that was changed last first; one that is gone by now is the oldest. */
export async function newestFirst(paths: readonly string[]): Promise<string[]> {
  const changed = async (path: string) => (await stat(path).catch(() => undefined))?.mtimeMs ?? 0
  const files = await Promise.all(paths.map(async path => ({ path, at: await changed(path) })))
  return files.sort((one, other) => other.at - one.at).map(({ path }) => path)
}

/** Whether a file is a JPEG by its name. */
export function isJpeg(path: string): boolean {
  return ['.jpg', '.jpeg'].includes(extname(path).toLowerCase())
}

/** Whether a file is a PNG by its name. */
export function isPng(path: string): boolean {
  return extname(path).toLowerCase() === '.png'
}

function isPicture(name: string): boolean {
  return !name.startsWith('.') && (isJpeg(name) || isPng(name))
}

const byNumbersInside = new Intl.Collator('en', { numeric: true })
