import { access } from 'node:fs/promises'
import { sourceKind } from '../config/source.ts'
import type { CameraConfig } from '../config.ts'
import { newestPicture } from './sources/files/folder.ts'
import { absolute } from './sources/files/path.ts'

/**
 * Asks whether what a camera is read from is there: a device, a file, a folder, in a watched folder its first picture.
 * Undefined for a source of which that can't be seen from here.
 */
export function presence(camera: CameraConfig): (() => Promise<boolean>) | undefined {
  const kind = sourceKind(camera.source)
  if (kind !== 'v4l2' && kind !== 'path') return undefined
  const path = absolute(camera.source)
  const look = camera.watch
    ? async () => (await newestPicture(path)) !== undefined
    : () => access(path).then(() => true)
  return () => look().catch(() => false) // whatever it is that keeps us from it, it is not there for us
}
