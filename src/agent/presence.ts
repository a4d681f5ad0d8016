import { access } from 'node:fs/promises'
import { sourceKind } from '../config/source.ts'
import type { CameraConfig } from '../config.ts'
import { AgentError } from './error.ts'
import { newestPicture } from './sources/files/folder.ts'
import { absolute } from './sources/files/path.ts'
import { locate } from './v4l2/locate.ts'
import { videoNodes } from './v4l2/nodes.ts'

/**
 * Asks whether what a camera is read from is there: a device, a file, a folder, in a watched folder its first picture.
 * Undefined for a source of which that can't be seen from here.
 */
export function presence(camera: CameraConfig): (() => Promise<boolean>) | undefined {
  const kind = sourceKind(camera.source)
  if (kind !== 'v4l2' && kind !== 'path') return undefined
  if (/^(usb|v4l2):/i.test(camera.source)) return () => isFound(camera.source)
  const path = absolute(camera.source)
  const look = camera.watch
    ? async () => (await newestPicture(path)) !== undefined
    : () => access(path).then(() => true)
  return () => look().catch(() => false) // whatever it is that keeps us from it, it is not there for us
}

async function isFound(source: string): Promise<boolean> {
  try {
    locate(source, await videoNodes())
    return true
  } catch (error) {
    if (error instanceof AgentError) return false
    throw error
  }
}
