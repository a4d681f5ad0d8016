import type { CutPart } from '../../media/hls/cut.ts'
import type { ListedSegment } from '../../media/hls/playlist.ts'
import type { Track } from '../../media/track.ts'

/** A part that is held: what the playlist says of it, and its bytes. */
export interface HeldPart extends Omit<CutPart, 'kind'> {
  readonly id: number
}

/** A segment that is held; it grows until it is done. */
export interface HeldSegment extends ListedSegment {
  readonly parts: HeldPart[]
  done: boolean
  seconds: number
}

/** A Media Initialization Section that is held, and what it describes. */
export interface HeldInit {
  readonly number: number
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly tracks: readonly Track[]
}
