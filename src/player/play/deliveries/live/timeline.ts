import { AAC_FRAME_SAMPLES } from '../../../../media/aac.ts'
import { type FragmentSample, fragment } from '../../../../media/mp4/fragment.ts'
import { silentAacFrame } from '../../../../media/silentAac.ts'
import type { LiveConfig, LiveUnit } from './units.ts'

const [VIDEO_ID, AUDIO_ID] = [1, 2]
/** Stamps farther from where they are expected than this, in ms, have jumped: the timeline goes on without a hole. */
const JUMP_MS = 400
const USUAL_FRAME_MS = 33
/** Sound that is farther behind the picture than this, in ms, is missing. */
const MISSING_MS = 700

/** Puts units on one timeline that begins at 0 and has no holes, each as a fragment of MP4 (ISO/IEC 14496-12 §8.8). */
export class Timeline {
  readonly #sound: LiveConfig['audio']
  #fragments = 0
  /** What is added to a stamp of the stream to give its place, in ms. */
  #shift: number | undefined
  #frameMs = USUAL_FRAME_MS
  #lastDts: number | undefined
  #videoEnd = 0
  #soundEnd: number | undefined
  #soundIsMissing = false

  constructor(config: LiveConfig) {
    this.#sound = config.audio
  }

  /** Units of another stream follow, which may begin earlier or later: they go on where the ones before ended. */
  join(): void {
    this.#shift = undefined
  }

  /** The unit as a fragment, and where on the timeline it begins, in seconds; undefined for sound that can't be placed. */
  place(unit: LiveUnit): { readonly bytes: Uint8Array<ArrayBuffer>; readonly start: number } | undefined {
    return unit.kind === 'video' ? this.#placePicture(unit) : this.#placeSound(unit)
  }

  /**
   * Silence up to the newest picture where sound was announced and does not come: no player shows a picture where the
   * sound has a hole. Undefined where there is none to fill.
   */
  silence(): Uint8Array<ArrayBuffer> | undefined {
    const { sampleRate, channels } = this.#sound ?? {}
    if (!sampleRate || !channels) return undefined
    const begin = this.#soundEnd ?? 0
    const missing = Math.round((this.#videoEnd * sampleRate) / 1000) - begin
    this.#soundIsMissing ||= missing > (MISSING_MS * sampleRate) / 1000
    const count = this.#soundIsMissing ? Math.floor(missing / AAC_FRAME_SAMPLES) : 0
    if (count < 1) return undefined
    const frame = silentAacFrame(channels)
    return this.#soundFrom(begin, Array(count).fill(frame))
  }

  #placePicture({ dts, pts, key, data }: LiveUnit & { kind: 'video' }) {
    const place = this.#placeOf(dts)
    const sample: FragmentSample = {
      duration: Math.round(this.#frameMs * 90),
      compositionOffset: (pts - dts) * 90,
      keyframe: key,
      data: [data],
      size: data.length,
    }
    const track = { id: VIDEO_ID, baseMediaDecodeTime: Math.round(place * 90), samples: [sample] }
    return { bytes: fragment(++this.#fragments, [track]), start: (place + pts - dts) / 1000 }
  }

  #placeOf(dts: number): number {
    const expected = this.#videoEnd
    const place = dts + (this.#shift ?? expected - dts)
    const jumped = this.#shift === undefined || Math.abs(place - expected) > JUMP_MS
    if (jumped) this.#shift = expected - dts
    else if (this.#lastDts !== undefined && dts > this.#lastDts)
      this.#frameMs += (dts - this.#lastDts - this.#frameMs) / 8
    this.#lastDts = dts
    const at = jumped ? expected : place
    this.#videoEnd = at + this.#frameMs
    return at
  }

  #placeSound({ dts, data }: LiveUnit & { kind: 'audio' }) {
    const { sampleRate } = this.#sound ?? {}
    if (!sampleRate || this.#shift === undefined) return undefined
    this.#soundIsMissing = false
    const wanted = Math.round(((dts + this.#shift) * sampleRate) / 1000)
    const end = this.#soundEnd ?? wanted
    // Stamps in whole ms: what is less than two frames off follows the one before without a seam.
    const at = Math.abs(wanted - end) < 2 * AAC_FRAME_SAMPLES ? end : wanted
    if (at < end || at < 0) return undefined
    return { bytes: this.#soundFrom(at, [data]), start: at / sampleRate }
  }

  #soundFrom(begin: number, frames: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
    this.#soundEnd = begin + frames.length * AAC_FRAME_SAMPLES
    const sampleOf = { duration: AAC_FRAME_SAMPLES, compositionOffset: 0, keyframe: true }
    const samples = frames.map(frame => ({ ...sampleOf, data: [frame], size: frame.length }))
    return fragment(++this.#fragments, [{ id: AUDIO_ID, baseMediaDecodeTime: begin, samples }])
  }
}
