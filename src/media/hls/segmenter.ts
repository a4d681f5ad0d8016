import { MediaError } from '../error.ts'
import type { MediaPacket } from '../flv/packets.ts'
import type { FragmentTrack } from '../mp4/fragment.ts'
import type { Track, VideoTrack } from '../track.ts'
import { VIDEO_TIMESCALE, VideoClock } from './clock.ts'
import { asFragment, type Cut, type Placed } from './cut.ts'
import { shortSeconds } from './partTarget.ts'
import { SoundLine, type SoundLineOptions } from './soundLine.ts'

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
  readonly #shortLength: number
  #frames: Placed[] = []
  #sounds: FragmentTrack[] = []
  #partStart: number
  /** Of the part's frames those before this one are in a short part already. */
  #shortFrom = 0
  #shortStart: number
  #end: number
  #segmentStart: number
  #segmentsEnded = 0
  #parts = 0
  #shortParts = 0
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
    this.#shortLength = Math.round(shortSeconds(options.framesPerSecond) * VIDEO_TIMESCALE)
    const start = Math.round(options.startSeconds * VIDEO_TIMESCALE)
    this.#clock = new VideoClock({ start, framesPerSecond: options.framesPerSecond, partTarget: this.#target })
    this.#partStart = start
    this.#shortStart = start
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
    const previous = this.#frames.slice(this.#shortFrom).at(-1)
    const wanted = this.#clock.place(packet.dts, previous ? previous.at + this.#clock.interval : this.#end)
    const cuts: Cut[] = []
    if (previous) {
      const room = this.#roomAt(previous.at)
      previous.duration = Math.min(Math.max(Math.round(wanted) - previous.at, 1), room)
      this.#end = previous.at + previous.duration
      this.#closeWhatIsFull(cuts)
    }
    if (packet.keyframe && this.#segmentIsLongEnough()) {
      this.#closePart(cuts)
      this.#closeSegment(cuts)
    }
    this.#add(packet, arrivedAt, wanted)
    this.#closeWhatIsFull(cuts)
    return cuts
  }

  /** How long a frame that begins here may last. */
  #roomAt(at: number): number {
    return this.#target - (at - this.#partStart)
  }

  #closeWhatIsFull(cuts: Cut[]): void {
    const next = this.#end + this.#clock.interval
    // A keyframe is as long under way as all others of a part together: it goes ahead, and they come meanwhile.
    const isFirst = this.#frames.length === 1 && this.#partStart === this.#segmentStart
    if (next - this.#partStart > this.#target) this.#closeFullPart(cuts)
    else if (isFirst || next - this.#shortStart > this.#shortLength) this.#closeShortPart(cuts)
  }

  /**
   * The frame behind a part, whose end was foretold, makes up for what was foretold wrongly or stretched to its least: else
   * the timeline would run away from the camera, or fall behind it.
   */
  #add(packet: MediaPacket, arrivedAt: number, wanted: number): void {
    this.#started = true
    const at = this.#end
    if (this.#frames.length === 0) this.#partStart = at
    if (this.#frames.length === this.#shortFrom) this.#shortStart = at
    const right = this.#clock.interval - (at - Math.round(wanted))
    const duration = Math.max(SHORTEST_FRAME, Math.min(right, this.#roomAt(at)))
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

  #closeShortPart(cuts: Cut[]): void {
    const frames = this.#frames.slice(this.#shortFrom)
    if (frames.length === 0) return
    const sound = this.#sound?.take(this.#shortStart / VIDEO_TIMESCALE, this.endSeconds)
    if (sound) this.#sounds.push(sound)
    const short = asFragment(++this.#shortParts, { id: this.#video.id, frames, end: this.#end, sound })
    cuts.push({ kind: 'shortPart', ...short })
    this.#shortFrom = this.#frames.length
    this.#shortStart = this.#end
  }

  #closePart(cuts: Cut[]): void {
    this.#closeShortPart(cuts)
    const [first, ...others] = this.#sounds
    if (this.#frames.length === 0) return
    const sound = first && { ...first, samples: [first, ...others].flatMap(({ samples }) => samples) }
    const frames = this.#frames
    cuts.push({ kind: 'part', ...asFragment(++this.#parts, { id: this.#video.id, frames, end: this.#end, sound }) })
    this.#frames = []
    this.#sounds = []
    this.#shortFrom = 0
    this.#partStart = this.#end
  }

  #closeSegment(cuts: Cut[]): void {
    if (this.#end === this.#segmentStart) return
    cuts.push({ kind: 'segmentEnd' })
    this.#segmentsEnded++
    this.#segmentStart = this.#end
  }
}

function soundLineOptions({ framesPerSecond, soundComes }: SegmenterOptions): SoundLineOptions {
  return { frameSeconds: 1 / framesPerSecond, comes: soundComes }
}
