import type { Context } from 'hono'
import type { Camera } from '../../hub/camera.ts'
import type { Rendition } from '../../hub/video/rendition.ts'
import type { Report } from '../../media/hls/playlist.ts'
import type { Asker } from '../availability.ts'
import type { AppEnv } from '../env.ts'
import { Problem } from '../problem.ts'

/** What a viewer asks for, of which camera, and what ends his waiting. */
export interface Asked {
  readonly c: Context<AppEnv>
  readonly camera: Camera
  readonly asker: Asker
}

/** The same of one rendition. */
export interface AskedMedia extends Asked {
  readonly rendition: Rendition
  /** What its playlists say of the other. */
  reports(): Report[]
}

/** Of the full picture. */
export function fullOf(asked: Asked): AskedMedia {
  const { camera } = asked
  const { sub } = camera
  const reports = () => (sub?.picture ? [{ uri: 'sub/media.m3u8', ...reachedBy(sub, camera) }] : [])
  return { ...asked, rendition: camera, reports }
}

/** Of the full picture in short parts. Nobody who reads these goes by reports. */
export function shortOf(asked: Asked): AskedMedia {
  const { window, demands } = asked.camera
  return { ...asked, rendition: { window: window.short, demands }, reports: () => [] }
}

/** Of the small picture. Throws Problem 404 where there is none, and 503 while it can't be made. */
export function smallOf(asked: Asked): AskedMedia {
  const { camera } = asked
  const { sub } = camera
  if (!sub || sub.spared)
    throw new Problem(404, 'no_small_picture', `Camera "${camera.id}" has no small picture beside its own.`)
  if (sub.stuck) throw new Problem(503, 'small_picture_lost', `The small picture can't be made now: ${sub.trouble}`)
  return { ...asked, rendition: sub, reports: () => [{ uri: '../media.m3u8', ...reachedBy(camera, camera) }] }
}

/** The newest part. One that is not made yet goes on where the full one is as soon as it is wanted. */
function reachedBy({ window }: Rendition, full: Rendition): { msn: number; part: number } {
  const last = window.state().segments.at(-1) ?? full.window.state().segments.at(-1)
  return { msn: last?.msn ?? full.window.edge, part: Math.max(0, (last?.parts.length ?? 0) - 1) }
}
