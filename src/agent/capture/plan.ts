import type { CameraConfig } from '../../config.ts'
import type { Want } from '../../hub/demand.ts'
import type { Log } from '../../hub/log.ts'
import type { Clock } from '../clock.ts'
import type { CaptureOptions } from '../ffmpeg/args.ts'
import type { ChooseEncoder } from '../ffmpeg/encode/encoderChooser.ts'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import type { Reason } from '../ffmpeg/reason.ts'
import type { FindOverlay } from '../profile/overlay.ts'
import type { Source } from '../sources/source.ts'

/** What to start FFmpeg for. */
export interface CapturePlan {
  readonly wanted: ReadonlySet<Want>
  /** Don't pass H.264 through, also where the source gives it. */
  readonly encode: boolean
  /** Leave the sound out, also where the source announces it. */
  readonly mute: boolean
  /** Make AAC of the sound, also where the source gives AAC. */
  readonly encodeSound?: boolean
  /** Encode by libx264, whatever is configured: hardware has failed. */
  readonly software: boolean
  /** Take the time that pictures arrive at for theirs: the source's clock is of no use. */
  readonly ownClock: boolean
  /** Leave pictures out that can't be decoded whole; false where that left none, undefined where it was not needed. */
  readonly strict?: boolean | undefined
  /** Find the JPEGs of an HTTP camera by what they begin with: how it frames them is not understood. */
  readonly unframed: boolean
  /** The source as it was opened just before: looking at it again would leave viewers without pictures for longer. */
  readonly source?: Source | undefined
}

/** What a capture needs of the rest of the agent. */
export interface CaptureTools {
  readonly ffmpeg: Ffmpeg
  readonly log: Log
  readonly clock: Clock
  openSource(camera: CameraConfig, ffmpeg: Ffmpeg, signal: AbortSignal): Promise<Source>
  readonly chooseEncoder: ChooseEncoder
  readonly findOverlay: FindOverlay
  captureArgs(source: Source, options: CaptureOptions): string[]
  /** Why FFmpeg ended, from the last lines it wrote to stderr. */
  reasonFromLog(lines: readonly string[]): Reason
}
