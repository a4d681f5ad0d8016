import type { CameraConfig, Config } from '../config.ts'

/** What a new configuration does to the cameras, matched by id. Cameras that only moved in the list are in none of the three. */
export interface Changes {
  readonly added: CameraConfig[]
  readonly removed: CameraConfig[]
  /** As they are to be. */
  readonly changed: CameraConfig[]
}

/** Compares two configurations camera by camera. */
export function changes(before: Config, after: Config): Changes {
  const old = new Map(before.cameras.map(camera => [camera.id, camera]))
  const kept = new Set(after.cameras.map(camera => camera.id))
  return {
    added: after.cameras.filter(camera => !old.has(camera.id)),
    removed: before.cameras.filter(camera => !kept.has(camera.id)),
    changed: after.cameras.filter(camera => {
      const was = old.get(camera.id)
      return was !== undefined && !same(was, camera)
    }),
  }
}

function same(a: CameraConfig, b: CameraConfig): boolean {
  return text(a) === text(b)
}

function text({ size, ...rest }: CameraConfig): string {
  const facts = Object.entries(rest).filter(([, value]) => value !== undefined)
  return JSON.stringify([size?.width, size?.height, facts.sort(([a], [b]) => (a < b ? -1 : 1))])
}
