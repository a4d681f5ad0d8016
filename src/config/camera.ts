import type { z } from 'zod'
import type { CameraConfig } from '../config.ts'
import { ConfigError } from './error.ts'
import { problemsOf } from './problems.ts'
import { cameraSchema } from './schema/schema.ts'
import { sourceKind } from './source.ts'

/** What a command line says about its one camera: as in YAML, and values may be unchecked text. */
export type CameraOverrides = { readonly [Key in keyof z.input<typeof cameraSchema>]?: unknown }

/**
 * The one camera of a command line: `source` with `overrides`, an id made from the source where none is given.
 * Throws a ConfigError with all problems at once; their paths are the keys alone (`size`).
 */
export function cameraFromSource(source: string, overrides: CameraOverrides = {}): CameraConfig {
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined)
  const camera = { id: idFromSource(source), ...Object.fromEntries(given), source }
  const result = cameraSchema.safeParse(camera)
  if (result.success) return result.data
  throw new ConfigError(problemsOf(result.error.issues, camera).map(({ path, message }) => ({ path, message })))
}

/** `/dev/video0` → `video0`, `rtsp://10.0.0.7/a` → `10-0-0-7`, `clips/Front door.mp4` → `front-door`. */
function idFromSource(source: string): string {
  const kind = sourceKind(source)
  if (kind !== undefined && source.includes('://')) return slug(hostOf(source.replace(/^still:/i, '')) ?? kind)
  const last = source.split(/[/\\]/).filter(Boolean).at(-1) ?? ''
  return slug(kind === 'path' ? last.replace(/(?<=.)\.[^.]*$/, '') : last)
}

function hostOf(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).hostname : undefined
}

function slug(text: string): string {
  const words = text.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return words.replace(/^-+/, '').slice(0, 63).replace(/-+$/, '') || 'camera'
}
