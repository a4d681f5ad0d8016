import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Log } from '../hub/log.ts'
import type { KnownCamera } from '../hub/relay/place.ts'
import type { RelayStore } from '../hub/relay/relay.ts'
import { replace } from './dataFolder.ts'

const knownCamera = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/),
  name: z.string().min(1).max(100),
  repeats: z.boolean(),
  small: z.boolean().optional(),
  seenAt: z.number(),
})

/** Remembers the cameras of a relay in a data folder, each in a file of its own below `relayed`. Rejects when it can't be made. */
export async function openRelayFolder(folder: string, log: Log): Promise<RelayStore> {
  const cameras = join(folder, 'relayed')
  await mkdir(cameras, { recursive: true, mode: 0o700 })
  const fileOf = (id: string) => join(cameras, `${id}.json`)
  return {
    read: async () => {
      const names = (await readdir(cameras)).filter(name => name.endsWith('.json'))
      const found = await Promise.all(names.map(name => readCamera(join(cameras, name), log)))
      return found.filter(camera => camera !== undefined)
    },
    save: camera => replace(fileOf(camera.id), `${JSON.stringify(camera, null, 2)}\n`),
    forget: id => rm(fileOf(id), { force: true }),
  }
}

async function readCamera(file: string, log: Log): Promise<KnownCamera | undefined> {
  try {
    return knownCamera.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    log.warn({ file, err: error }, `${file} is not a camera that can be read, so it is forgotten.`)
    return undefined
  }
}
