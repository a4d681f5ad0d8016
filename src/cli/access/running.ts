import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const runningSchema = z.object({
  pid: z.int(),
  /** Where it listens, as `http://127.0.0.1:8080`. */
  url: z.string(),
  /** Its address from anywhere. */
  tunnel: z.string().optional(),
  /** Where it takes pushes, without their keys, as `rtmp://127.0.0.1:1935/live`. */
  push: z.array(z.string()).optional(),
  /** It takes the cameras of agents elsewhere. */
  relay: z.boolean().optional(),
})

/** A tunnelcam that runs now, for the commands beside it. */
export type Running = z.output<typeof runningSchema>

/** Notes in the data folder where this program is to be found, until `forget` is called. */
export function announce(
  folder: string,
  url: string,
  { push = [], relay }: { readonly push?: readonly string[]; readonly relay?: boolean } = {},
): { tunnel(url: string): void; forget(): Promise<void> } {
  const file = join(folder, 'running', `${process.pid}.json`)
  const write = (facts: Omit<Running, 'pid'>) => async () => {
    await mkdir(join(folder, 'running'), { recursive: true, mode: 0o700 })
    await writeFile(file, JSON.stringify({ pid: process.pid, relay, ...(push.length > 0 && { push }), ...facts }), {
      mode: 0o600,
    })
  }
  // Without the note only the commands beside us know less.
  let writing = write({ url })().catch(() => undefined)
  return {
    tunnel: tunnel => {
      writing = writing.then(write({ url, tunnel })).catch(() => undefined)
    },
    forget: () => writing.then(() => rm(file, { force: true })),
  }
}

/** The programs that run with this data folder. Notes of those that are gone are removed. */
export async function running(folder: string): Promise<Running[]> {
  const names = await readdir(join(folder, 'running')).catch(() => [])
  const found = await Promise.all(names.map(name => readNote(join(folder, 'running', name))))
  return found.filter(note => note !== undefined)
}

async function readNote(file: string): Promise<Running | undefined> {
  try {
    const note = runningSchema.parse(JSON.parse(await readFile(file, 'utf8')))
    if (lives(note.pid)) return note
    await rm(file, { force: true })
  } catch {
    // being written, or somebody else's: not one that we know
  }
  return undefined
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
