import type { Camera } from '../../hub/camera.ts'
import type { Log } from '../../hub/log.ts'
import type { Source } from '../sources/source.ts'

/** Tells on the page and in the log what is to be said of a source that was just opened, and takes back what no longer holds. */
export function tellNotice(camera: Camera, { notice }: Source, log: Log): void {
  camera.clearWarning('notice')
  if (notice === undefined) return
  camera.warn('notice', notice)
  log.warn({ camera: camera.id, code: 'notice' }, notice)
}
