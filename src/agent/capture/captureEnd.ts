import type { EncoderName } from '../../config/encoders.ts'
import type { Want } from '../../hub/demand.ts'
import type { Source } from '../sources/source.ts'

/** Why one run of FFmpeg ended. */
export type CaptureEnd = Verdict & {
  /** From its first picture to its last. */
  readonly healthyMs: number
  /** What encoded H.264, where it was encoded. */
  readonly encoder?: EncoderName
  /** What was captured, so that a start right after need not look at the source again; undefined when it was not opened. */
  readonly source?: Source
}

/** Why a run ended, or why it should. */
export type Verdict =
  /** Nobody wants it any more, or we are asked to stop. */
  | { readonly kind: 'stopped' }
  /** Something else is wanted of the camera than FFmpeg was started for: start it again, at once, for this. */
  | { readonly kind: 'regrow'; readonly wanted: ReadonlySet<Want> }
  /** The camera's own H.264 can't be cut as it comes: start again, at once, with an encode. `reason` is a sentence. */
  | { readonly kind: 'encode'; readonly code: string; readonly reason: string }
  /** The camera's JPEGs come broken, and a decoder would show what is left of them: start again, at once, with a strict one. */
  | { readonly kind: 'broken'; readonly wanted: ReadonlySet<Want> }
  /** The camera's clock is of no use for an encode: start again, at once, by our own. */
  | { readonly kind: 'unclocked'; readonly code: string; readonly reason: string }
  /** The pictures have another size than FFmpeg was started for: look at the camera again, at once, for the same. */
  | { readonly kind: 'resized'; readonly reason: string; readonly wanted: ReadonlySet<Want> }
  /** The hardware that encodes has failed: start again, at once, with libx264. `reason` is a sentence. */
  | { readonly kind: 'software'; readonly reason: string }
  /** The sound does not come, and holds the video back: start again, at once, without it. `reason` is a sentence. */
  | { readonly kind: 'mute'; readonly reason: string }
  /** The camera's own AAC is not one that browsers play: start again, at once, and encode it. `reason` is a sentence. */
  | { readonly kind: 'encodeSound'; readonly reason: string }
  /** What can be played to its end was: a file, a folder. */
  | { readonly kind: 'ended' }
  /** `reason` is a sentence for a person, `hint` what that person can do; passwords are masked in both. */
  | { readonly kind: 'failed'; readonly code: string; readonly reason: string; readonly hint?: string }
