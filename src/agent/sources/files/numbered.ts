import { createHash } from 'node:crypto'
import { chmod, copyFile, lstat, mkdir, mkdtemp, readdir, rename, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/**
 * A folder of links `000001.jpg`, `000002.jpg`, … to the given files, and FFmpeg's pattern for it. FFmpeg reads numbered
 * names on every build, whatever the real names hold (quotes, `%`, new lines). The same files give the same folder.
 */
export async function numbered(files: readonly string[], extension: 'jpg' | 'png'): Promise<string> {
  const home = await ownFolder()
  const folder = join(home, createHash('sha256').update(files.join('\0')).digest('hex').slice(0, 24))
  if (!(await stat(join(folder, name(1, extension))).catch(() => undefined))) {
    const draft = await mkdtemp(join(home, 'draft-'))
    for (const [index, file] of files.entries()) await link(file, join(draft, name(index + 1, extension)))
    await rm(folder, { recursive: true, force: true })
    // Where another process was faster, its links are as good.
    await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }))
  }
  return join(folder, `%06d.${extension}`)
}

const monthMs = 30 * 86_400_000

// Others must not be able to put links here: /tmp is everybody's.
async function ownFolder(): Promise<string> {
  const folder = join(tmpdir(), `tunnelcam-${userInfo().username}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const found = await lstat(folder)
  if (found.isSymbolicLink() || (process.getuid && found.uid !== process.getuid())) return mkdtemp(`${folder}-`)
  await chmod(folder, 0o700)
  for (const entry of await readdir(folder)) {
    const age = Date.now() - ((await stat(join(folder, entry)).catch(() => undefined))?.mtimeMs ?? 0)
    if (age > monthMs) await rm(join(folder, entry), { recursive: true, force: true })
  }
  return folder
}

// Windows lets only some users make links.
async function link(file: string, path: string): Promise<void> {
  await symlink(file, path).catch(() => copyFile(file, path))
}

function name(number: number, extension: string): string {
  return `${String(number).padStart(6, '0')}.${extension}`
}
