import type { Demand } from '../demand.ts'
import type { Waiters } from '../waiters.ts'
import type { SubPicture } from './picture.ts'

/** A form in which the small picture is made while somebody wants it: parts for HLS, or picture by picture. */
export interface SubForm {
  readonly demand: Demand
  readonly wanted: boolean
  /** What it is, or would be; undefined while that is not known, and where there is none. */
  readonly picture: SubPicture | undefined
  /** Why it can't be made, a sentence; undefined while nothing is known against it. */
  trouble: string | undefined
  /** Times that its FFmpeg was started again while it was wanted all along. */
  restarts: number
  /** One run of the process that makes it; undefined while there is nothing to make it of. */
  begin(): SubMaking | undefined
  /** Drops what was made: what comes next does not follow it. */
  forget(): void
}

/** One run of the encoder that makes the small picture: the full one's pictures out as FLV, its FLV in. */
export interface SubMaking {
  /** Parts or pictures that were made, and how many of them show that nothing is amiss. */
  readonly made: number
  readonly soundAfter: number
  /** Those that were handed out and have not come back. */
  readonly waiting: number
  /** All that the full picture's run had is handed out. */
  readonly exhausted: boolean
  /** So far behind the full picture that it is not live any more. */
  readonly behind: boolean
  /** Wakes when there may be more to take. */
  readonly changed: Waiters
  /** How the encoder's FLV begins. */
  head(): Uint8Array
  /** What comes next of the full picture, as FLV; undefined while there is nothing. */
  take(): Uint8Array | undefined
  /** Takes what the encoder made. Throws MediaError when it is not FLV with H.264, or not what it was to make. */
  push(chunk: Uint8Array): void
  /** May be called again. */
  end(): void
}
