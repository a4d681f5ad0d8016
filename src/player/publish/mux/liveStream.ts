import { concat } from '../../../media/bytes.ts'
import { block, cluster, head, type Tracks } from './matroska.ts'

/** A cluster's frames are told by 16 bits: sound that goes on so long without a picture is left out. In ms. */
const LONGEST_CLUSTER_MS = 20_000

/** One encoded frame; its time in ms, of any clock. */
export interface Frame {
  readonly timeMs: number
  readonly keyframe: boolean
  readonly data: Uint8Array
}

/** A live stream as it is written, frame by frame. A reader may begin with each keyframe of the picture. */
export class LiveStream {
  readonly tracks: Tracks
  #head: Uint8Array | undefined
  #beganMs: number | undefined
  #clusterMs = 0

  constructor(tracks: Tracks) {
    this.tracks = tracks
    this.#head = head(tracks)
  }

  /** The bytes of the next picture. The first one has to be a keyframe. */
  video({ timeMs, keyframe, data }: Frame): Uint8Array<ArrayBuffer> {
    this.#beganMs ??= timeMs
    const parts = this.#head ? [this.#head] : []
    this.#head = undefined
    if (keyframe) {
      this.#clusterMs = timeMs
      parts.push(cluster(timeMs - this.#beganMs))
    }
    return concat(...parts, block('video', { relativeMs: timeMs - this.#clusterMs, keyframe }, data))
  }

  /** The bytes of the next sound; undefined for what has no place: before the first picture, or long after the last. */
  audio({ timeMs, data }: Pick<Frame, 'timeMs' | 'data'>): Uint8Array<ArrayBuffer> | undefined {
    const relativeMs = timeMs - this.#clusterMs
    if (this.#beganMs === undefined || timeMs < this.#beganMs || relativeMs > LONGEST_CLUSTER_MS) return undefined
    return block('audio', { relativeMs, keyframe: true }, data)
  }
}
