import { AAC_FRAME_SAMPLES } from '../aac.ts'
import type { MediaPacket } from '../flv/packets.ts'
import type { FragmentSample, FragmentTrack } from '../mp4/fragment.ts'
import { silentAacFrame } from '../silentAac.ts'
import type { AudioTrack } from '../track.ts'

/** Sound may come so much before the picture that belongs to it. */
const AHEAD_SECONDS = 1
/** Sound that lags behind the picture by more is missing: a picture comes when its time begins, its sound when that ends. */
const LATE_SECONDS = 1

/** What is known of the picture and of the sound. */
export interface SoundLineOptions {
  /** How long a picture is shown. Default 0. */
  readonly frameSeconds?: number
  /** Whether sound comes now, where that is known without waiting for it. */
  readonly comes?: (() => boolean) | undefined
}

/** Times may jitter so much, and twice as much where sound would be missing; a frame may be far longer. */
const JITTER_SECONDS = 0.025

/** The sound beside a video: frames without a hole, as no player shows a picture where the sound has one. */
export class SoundLine {
  readonly #audio: AudioTrack
  readonly #comes: (() => boolean) | undefined
  readonly #lateSeconds: number
  #frames: { duration: number; readonly packet: MediaPacket }[] = []
  #start = 0
  #end: number | undefined
  /** Sound is missing, and is not waited for. */
  #missing: boolean
  /** What was written last is silence: the next frame is put exactly where it belongs. */
  #silent = false

  constructor(audio: AudioTrack, { frameSeconds = 0, comes }: SoundLineOptions = {}) {
    this.#audio = audio
    this.#lateSeconds = LATE_SECONDS + frameSeconds
    this.#comes = comes
    this.#missing = comes !== undefined
  }

  /**
   * Takes a frame that belongs to `seconds` of a picture that has come up to `pictureEnd`. What would overlap what was
   * already written is dropped: that keeps it in step after a gap was closed. Where some is missing, the frame before the
   * hole lasts until its end, or the one behind it from its beginning.
   */
  push(packet: MediaPacket, seconds: number, pictureEnd: number): void {
    // A stamp that jumps ahead says nothing until the picture's has jumped too.
    if (seconds > pictureEnd + AHEAD_SECONDS) return
    if (seconds > pictureEnd - this.#lateSeconds) this.#missing = false
    const at = Math.round(seconds * this.#audio.timescale)
    const end = this.#end ?? Math.max(at, 0)
    const slack = this.#silent ? 0 : Math.round(JITTER_SECONDS * this.#audio.timescale)
    if (at < end - slack) return
    const hole = at > end + 2 * slack ? at - end : 0
    this.#silent = false
    const previous = this.#frames.at(-1)
    if (!previous) this.#start = end
    else previous.duration += hole
    this.#frames.push({ packet, duration: AAC_FRAME_SAMPLES + (previous ? 0 : hole) })
    this.#end = end + hole + AAC_FRAME_SAMPLES
  }

  /** The sound for a part from `from` to `to` seconds, and silence where none comes; undefined while some is waited for. */
  take(from: number, to: number): FragmentTrack | undefined {
    this.#fillWithSilence(Math.round(from * this.#audio.timescale), Math.round(to * this.#audio.timescale))
    if (this.#frames.length === 0) return undefined
    const samples = this.#frames.map(sample)
    this.#frames = []
    return { id: this.#audio.id, baseMediaDecodeTime: this.#start, samples }
  }

  #fillWithSilence(from: number, to: number): void {
    const begin = this.#end ?? from
    this.#missing ||= this.#comes?.() === false || to - begin > this.#lateSeconds * this.#audio.timescale
    if (!this.#missing || begin + AAC_FRAME_SAMPLES > to) return
    if (this.#frames.length === 0) this.#start = begin
    this.#silent = true
    const data = silentAacFrame(this.#audio.channels)
    const packet: MediaPacket = { kind: 'audio', dts: 0, cts: 0, keyframe: true, data: [data], size: data.length }
    const count = Math.floor((to - begin) / AAC_FRAME_SAMPLES)
    for (let index = 0; index < count; index++) this.#frames.push({ packet, duration: AAC_FRAME_SAMPLES })
    this.#end = begin + count * AAC_FRAME_SAMPLES
  }
}

function sample({ duration, packet }: { duration: number; packet: MediaPacket }): FragmentSample {
  return { duration, compositionOffset: 0, keyframe: true, data: packet.data, size: packet.size }
}
