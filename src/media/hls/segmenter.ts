import { MediaError } from '../error.ts'
import type { MediaPacket } from '../flv/packets.ts'
import { type FragmentSample, type FragmentTrack, fragment } from '../mp4/fragment.ts'
import type { Track, VideoTrack } from '../track.ts'
import { VIDEO_TIMESCALE, VideoClock } from './clock.ts'
import { SoundLine, type SoundLineOptions } from './soundLine.ts'

/** What the segmenter cut: a Partial Segment (RFC 8216bis §3.1.1), or the end of the segment that the last part belongs to. */
export type Cut = CutPart | { readonly kind: 'segmentEnd' }

export interface CutPart {
  readonly kind: 'part'
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly seconds: number
  /** Pictures in it. */
  readonly frames: number
  /** It holds a keyframe (RFC 8216bis §4.4.4.9): where frames come unevenly, not always at its beginning. */
  readonly independent: boolean
  /** When its first picture arrived, in ms since 1970. */
  readonly capturedAt: number
}

export interface SegmenterOptions {
  readonly tracks: readonly Track[]
  readonly framesPerSecond: number
  /** PART-TARGET in seconds: no part is longer. */
  readonly partTarget: number
  /** TARGETDURATION in seconds: a segment that would outgrow it for want of a keyframe is an error. */
  readonly targetDuration: number
  /** Where on the timeline the first frame goes, in seconds. */
  readonly startSeconds: number
  /** Whether sound comes now, where that is known without waiting for it. */
  readonly soundComes?: () => boolean
}

/** Every part but the last of a segment lasts 85 % of the target (RFC 8216bis §4.4.4.9), also when it is written in 5 digits. */
const LEAST_OF_TARGET = 0.8502
/** Segments are cut at the first keyframe past this. */
const SEGMENT_SECONDS = 0.75
/** So many first segments of a run end at any keyframe: a player starts with the first one that is whole. */
const SHORT_SEGMENTS = 4
/** EXTINF is rounded before it is compared with TARGETDURATION (RFC 8216bis §4.4.3.1). */
const ROUNDING_SECONDS = 0.45

/** In ticks. */
const SHORTEST_FRAME = VIDEO_TIMESCALE / 1000

type Placed = { readonly at: number; duration: number; readonly packet: MediaPacket; readonly arrivedAt: number }

/**
 * Cuts packets into parts and segments of fragmented MP4. A part is handed over with its last frame, not with the
 * frame after it: that frame's duration is foretold, and the next frame begins where it ends.
 */
export class Segmenter {
  readonly #options: SegmenterOptions
  readonly #video: VideoTrack
  readonly #sound: SoundLine | undefined
  readonly #clock: VideoClock
  readonly #target: number
  #frames: Placed[] = []
  #partStart: number
  #end: number
  #segmentStart: number
  #segmentsEnded = 0
  #fragments = 0
  #firstStamp: number | undefined
  #started = false

  constructor(options: SegmenterOptions) {
    const video = options.tracks.find(track => track.kind === 'video')
    if (!video) throw new MediaError('no_video', 'The stream has no video track.')
    this.#options = options
    this.#video = video
    const audio = options.tracks.find(track => track.kind === 'audio')
    this.#sound = audio && new SoundLine(audio, soundLineOptions(options))
    this.#target = Math.floor(options.partTarget * VIDEO_TIMESCALE)
    const start = Math.round(options.startSeconds * VIDEO_TIMESCALE)
    this.#clock = new VideoClock({ start, framesPerSecond: options.framesPerSecond, partTarget: this.#target })
    this.#partStart = start
    this.#segmentStart = start
    this.#end = start
  }

  /** The end of what was placed so far, in seconds on the timeline. */
  get endSeconds(): number {
    return this.#end / VIDEO_TIMESCALE
  }

  /** How often the source's clock was seen to be wrong. */
  get clockFaults(): number {
    return this.#clock.faults
  }

  /** Takes one packet, `arrivedAt` ms since 1970. Throws MediaError `keyframes_too_far` when no legal cut is possible. */
  push(packet: MediaPacket, arrivedAt: number): Cut[] {
    return packet.kind === 'video' ? this.#pushFrame(packet, arrivedAt) : this.#pushSound(packet)
  }

  /** Ends the run: what is open becomes a last part and a segment end. */
  finish(): Cut[] {
    const cuts: Cut[] = []
    this.#closePart(cuts)
    this.#closeSegment(cuts)
    return cuts
  }

  #pushFrame(packet: MediaPacket, arrivedAt: number): Cut[] {
    this.#refuseWithoutKeyframe(packet)
    if (!this.#started && !packet.keyframe) return []
    const previous = this.#frames.at(-1)
    const wanted = this.#clock.place(packet.dts, previous ? previous.at + this.#clock.interval : this.#end)
    const cuts: Cut[] = []
    if (previous) {
      const room = this.#target - (previous.at - this.#partStart)
      previous.duration = Math.min(Math.max(Math.round(wanted) - previous.at, 1), room)
      this.#end = previous.at + previous.duration
      if (this.#end + this.#clock.interval - this.#partStart > this.#target) this.#closeFullPart(cuts)
    }
    if (packet.keyframe && this.#segmentIsLongEnough()) {
      this.#closePart(cuts)
      this.#closeSegment(cuts)
    }
    this.#add(packet, arrivedAt, wanted)
    const elapsed = this.#end - this.#partStart
    if (elapsed + this.#clock.interval > this.#target) this.#closeFullPart(cuts)
    return cuts
  }

  /** A frame behind a part that was stretched to its least is shorter by that, else the timeline would run away from the camera. */
  #add(packet: MediaPacket, arrivedAt: number, wanted: number): void {
    this.#started = true
    if (this.#frames.length === 0) {
      this.#partStart = this.#end
    }
    const at = this.#end
    const duration = Math.max(SHORTEST_FRAME, this.#clock.interval - Math.max(0, at - Math.round(wanted)))
    this.#frames.push({ at, duration, packet, arrivedAt })
    this.#end = at + duration
  }

  #refuseWithoutKeyframe(packet: MediaPacket): void {
    this.#firstStamp ??= packet.dts
    const longest = this.#options.targetDuration + ROUNDING_SECONDS
    const waiting = this.#started
      ? (this.#end - this.#segmentStart + this.#clock.interval) / VIDEO_TIMESCALE
      : (packet.dts - this.#firstStamp) / 1000
    if (!packet.keyframe && waiting > longest)
      throw new MediaError(
        'keyframes_too_far',
        `No keyframe came for ${waiting.toFixed(1)} s; a segment may last ${this.#options.targetDuration} s.`,
      )
  }

  #segmentIsLongEnough(): boolean {
    const length = this.#end - this.#segmentStart
    return length > 0 && (this.#segmentsEnded < SHORT_SEGMENTS || length >= SEGMENT_SECONDS * VIDEO_TIMESCALE)
  }

  #pushSound(packet: MediaPacket): Cut[] {
    const seconds = this.#clock.secondsOf(packet.dts)
    if (seconds !== undefined) this.#sound?.push(packet, seconds, this.endSeconds)
    return []
  }

  /** Frames that came a little early may fill less of a part than it has to last: the last of them lasts the rest. */
  #closeFullPart(cuts: Cut[]): void {
    const missing = Math.ceil(this.#target * LEAST_OF_TARGET) - (this.#end - this.#partStart)
    const last = this.#frames.at(-1)
    if (last && missing > 0) {
      last.duration += missing
      this.#end += missing
    }
    this.#closePart(cuts)
  }

  #closePart(cuts: Cut[]): void {
    const first = this.#frames[0]
    if (!first) return
    const tracks: FragmentTrack[] = [
      { id: this.#video.id, baseMediaDecodeTime: first.at, samples: this.#frames.map(videoSample) },
    ]
    const sound = this.#sound?.take(this.#partStart / VIDEO_TIMESCALE, this.endSeconds)
    if (sound) tracks.push(sound)
    cuts.push({
      kind: 'part',
      bytes: fragment(++this.#fragments, tracks),
      seconds: (this.#end - this.#partStart) / VIDEO_TIMESCALE,
      frames: this.#frames.length,
      independent: this.#frames.some(({ packet }) => packet.keyframe),
      capturedAt: capturedAt(this.#frames),
    })
    this.#frames = []
    this.#partStart = this.#end
  }

  #closeSegment(cuts: Cut[]): void {
    if (this.#end === this.#segmentStart) return
    cuts.push({ kind: 'segmentEnd' })
    this.#segmentsEnded++
    this.#segmentStart = this.#end
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

function soundLineOptions({ framesPerSecond, soundComes }: SegmenterOptions): SoundLineOptions {
  return { frameSeconds: 1 / framesPerSecond, comes: soundComes }
}
