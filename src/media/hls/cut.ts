import type { MediaPacket } from '../flv/packets.ts'
import { type FragmentSample, type FragmentTrack, fragment } from '../mp4/fragment.ts'
import { VIDEO_TIMESCALE } from './clock.ts'

/**
 * What the segmenter cut: a Partial Segment (RFC 8216bis §3.1.1), or the end of the segment that the last part belongs to.
 * The same frames come twice: as short parts, and behind them as the part that they make up.
 */
export type Cut = CutPart | CutShortPart | { readonly kind: 'segmentEnd' }

export interface CutPart extends Frames {
  readonly kind: 'part'
}

export interface CutShortPart extends Frames {
  readonly kind: 'shortPart'
}

/** Frames in a row as one fragment of MP4. */
export interface Frames {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly seconds: number
  /** Pictures in it. */
  readonly frames: number
  /** It holds a keyframe (RFC 8216bis §4.4.4.9): where frames come unevenly, not always at its beginning. */
  readonly independent: boolean
  /** When its first picture arrived, in ms since 1970. */
  readonly capturedAt: number
}

/** A frame with its place on the timeline, in ticks, and when it arrived, in ms since 1970. */
export interface Placed {
  readonly at: number
  duration: number
  readonly packet: MediaPacket
  readonly arrivedAt: number
}

/** The frames of the video track `id` up to the tick `end`, and the sound beside them, as fragment number `sequence`. */
export function asFragment(
  sequence: number,
  { id, frames, end, sound }: { id: number; frames: readonly Placed[]; end: number; sound: FragmentTrack | undefined },
): Frames {
  const baseMediaDecodeTime = frames[0]?.at ?? end
  const video = { id, baseMediaDecodeTime, samples: frames.map(videoSample) }
  return {
    bytes: fragment(sequence, sound ? [video, sound] : [video]),
    seconds: (end - baseMediaDecodeTime) / VIDEO_TIMESCALE,
    frames: frames.length,
    independent: frames.some(({ packet }) => packet.keyframe),
    capturedAt: capturedAt(frames),
  }
}

/** When the first of these was captured: what was held up on its way came later after that than the others. */
function capturedAt(frames: readonly Placed[]): number {
  const first = frames[0]?.at ?? 0
  return Math.round(Math.min(...frames.map(({ at, arrivedAt }) => arrivedAt - ((at - first) * 1000) / VIDEO_TIMESCALE)))
}

function videoSample({ duration, packet }: Placed): FragmentSample {
  return {
    duration,
    compositionOffset: packet.cts * (VIDEO_TIMESCALE / 1000),
    keyframe: packet.keyframe,
    data: packet.data,
    size: packet.size,
  }
}
