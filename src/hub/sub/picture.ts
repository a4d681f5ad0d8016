import type { SubConfig } from '../../config.ts'
import { levelFor } from '../../media/h264/level.ts'
import { partFrames } from '../../media/hls/partTarget.ts'
import { thinnedRate } from './thin.ts'

/** What the small picture of a camera is, or would be. */
export interface SubPicture {
  readonly width: number
  readonly height: number
  /** Frames per second. */
  readonly frameRate: number
  /** kbit/s. */
  readonly bitrate: number
  /** H.264 Main profile; 30 is level 3.0. */
  readonly level: number
  /** RFC 6381. */
  readonly codec: string
}

interface Size {
  readonly width: number
  readonly height: number
}

/** The small picture of a camera whose full one is `full`; undefined where that is as small. */
export function subPicture(
  full: Size & { readonly frameRate: number | undefined },
  { size, rate, bitrate }: SubConfig,
): SubPicture | undefined {
  const factor = Math.min(size.width / full.width, size.height / full.height)
  if (factor >= 1) return undefined
  const even = (length: number) => Math.max(16, Math.round((length * factor) / 2) * 2)
  const small = { width: even(full.width), height: even(full.height) }
  const frameRate = full.frameRate === undefined ? rate : thinnedRate(full.frameRate, rate, partFrames(full.frameRate))
  const level = levelFor(small, rate)
  return { ...small, frameRate, bitrate, level, codec: `avc1.4d40${level.toString(16)}` }
}
