import { VIDEO_TIMESCALE } from '../../media/hls/clock.ts'

/** What is to become of a frame: a keyframe, a picture, or nothing, as it is only needed to decode those after it. */
export type Use = 'key' | 'keep' | 'drop'

const CELL_MS = 4
const REST = { key: 0, keep: 2, drop: 1 } as const

/** The same in FFmpeg's expressions: of `pts` in ms, and of `t` in seconds. */
export const stampTests = { kept: 'not(mod(pts,2))', key: `not(mod(round(t*1000),${CELL_MS}))` } as const

/**
 * Stamps for the frames of one run of FFmpeg: true to 4 ms, and no two alike. By its stamp alone FFmpeg is told what to do
 * with a frame, so that it needs no clock of its own to agree with ours: a multiple of four ms is a keyframe, another even
 * number is kept, an odd one is dropped.
 */
export class Stamps {
  readonly #zero: number
  #cell = -1
  /** Frames are not shown in the order in which they are decoded. */
  #reordered = false

  /** `zero` is when the first frame is decoded, in 90 kHz ticks. */
  constructor(zero: number) {
    this.#zero = zero
  }

  /** Milliseconds for a frame that is decoded and shown at these ticks. */
  stamp(decodedAt: number, shownAt: number, use: Use): { readonly decodeMs: number; readonly showMs: number } {
    if (shownAt !== decodedAt) this.#reordered = true
    const due = Math.ceil(this.#milliseconds(shownAt) / CELL_MS)
    this.#cell = this.#reordered ? due : Math.max(due, this.#cell + 1)
    const showMs = CELL_MS * this.#cell + REST[use]
    const decodeMs = this.#reordered ? Math.floor(this.#milliseconds(decodedAt)) : CELL_MS * this.#cell
    return { decodeMs, showMs }
  }

  #milliseconds(ticks: number): number {
    return (1000 * (ticks - this.#zero)) / VIDEO_TIMESCALE
  }
}
