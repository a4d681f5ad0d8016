import type { AacDescription } from './aac.ts'
import type { H264Description } from './h264/avcC.ts'

/** One track of an fMP4 stream. Its `timescale` is ticks per second. */
export type Track = VideoTrack | AudioTrack

export interface VideoTrack extends H264Description {
  readonly kind: 'video'
  readonly id: number
  readonly timescale: number
  readonly avcC: Uint8Array
}

export interface AudioTrack extends AacDescription {
  readonly kind: 'audio'
  readonly id: number
  readonly timescale: number
  readonly audioSpecificConfig: Uint8Array
}
