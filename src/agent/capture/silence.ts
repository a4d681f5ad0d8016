import type { Want } from '../../hub/demand.ts'
import { soundMissing } from '../ffmpeg/reason.ts'
import type { Verdict } from './captureEnd.ts'

const FIRST_FRAME_MS = 10_000
/** Copied H.264 starts with a keyframe, and network cameras are often joined between two that are far apart. */
const FIRST_KEYFRAME_MS = 30_000
const NEXT_FRAME_MS = 5_000
/** A slow camera is silent between two pictures; this many missing ones are too many. */
const MISSING_FRAMES = 4

/** What is seen of a run: the whole pictures so far of each pipe. */
export interface Progress {
  readonly videoFrames: number
  readonly jpegFrames: number
  /** Whether any byte came on the pipe of the video. FFmpeg writes none before it has begun with every stream in it. */
  readonly videoBegun: boolean
  /** Why the run should end whether pictures come or not. */
  readonly verdict?: Verdict
}

/** What is to be expected of a run. */
export interface Expected {
  /** Whether the video is the camera's own H.264. */
  readonly copies: boolean
  /** Whether hardware encodes the video. */
  readonly hardware: boolean
  /** Whether sound goes with the video. */
  readonly sound: boolean
  /** Frames per second that are to be expected at least, where known. */
  readonly slowestRate?: number | undefined
}

/** Measures how long each pipe has given no picture. */
export class Silence {
  readonly #expected: Expected
  readonly #slowMs: number
  #seen: Progress = { videoFrames: 0, jpegFrames: 0, videoBegun: false }
  #videoMs = 0
  #jpegMs = 0

  constructor(expected: Expected) {
    this.#expected = expected
    this.#slowMs = expected.slowestRate ? (MISSING_FRAMES * 1000) / expected.slowestRate : 0
  }

  /** Why the run should end, when a pipe that is wanted has been silent for too long. `ms` is the time since the last call. */
  after(ms: number, now: Progress, wanted: ReadonlySet<Want>): Verdict | undefined {
    const before = this.#seen
    const firstJpeg = before.jpegFrames === 0 && now.jpegFrames > 0
    this.#seen = now
    this.#videoMs = now.videoFrames > before.videoFrames || firstJpeg ? 0 : this.#videoMs + ms
    this.#jpegMs = now.jpegFrames > before.jpegFrames ? 0 : this.#jpegMs + ms
    if (wanted.has('video') && this.#soundHoldsVideo()) {
      return { kind: 'mute', reason: soundMissing.reason }
    }
    if (wanted.has('video') && this.#encoderHoldsVideo()) return { kind: 'software', reason: 'It gives no picture.' }
    return (
      (wanted.has('video') ? this.#tooLong(this.#videoMs, now.videoFrames) : undefined) ??
      (wanted.has('jpeg') ? this.#tooLong(this.#jpegMs, now.jpegFrames) : undefined)
    )
  }

  /** FFmpeg makes AAC of a sound only once it has heard some, and until then it keeps the video back too. */
  #soundHoldsVideo(): boolean {
    if (!this.#expected.sound) return false
    const { videoBegun, jpegFrames } = this.#seen
    const patience = Math.max(NEXT_FRAME_MS, this.#slowMs)
    if (jpegFrames > 0 && this.#jpegMs < patience / 2) return this.#videoMs >= patience
    return !videoBegun && this.#videoMs >= Math.max(FIRST_FRAME_MS, this.#slowMs)
  }

  /** The same pictures come as JPEGs. */
  #encoderHoldsVideo(): boolean {
    if (!this.#expected.hardware) return false
    const patience = Math.max(NEXT_FRAME_MS, this.#slowMs)
    return this.#seen.jpegFrames > 0 && this.#jpegMs < patience / 2 && this.#videoMs >= patience
  }

  #tooLong(silentMs: number, frames: number): Verdict | undefined {
    const firstMs = this.#expected.copies ? FIRST_KEYFRAME_MS : FIRST_FRAME_MS
    const limit = Math.max(frames === 0 ? firstMs : NEXT_FRAME_MS, this.#slowMs)
    if (silentMs < limit) return undefined
    const seconds = Math.round(limit / 1000)
    const reason = frames === 0 ? `No picture came in the first ${seconds} s.` : `No picture has come for ${seconds} s.`
    return { kind: 'failed', code: 'no_frames', reason }
  }
}
