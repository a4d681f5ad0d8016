import type { Packet } from '../media/flv/packets.ts'
import type { SentJpeg } from '../media/jpeg/sent.ts'
import type { Counts } from './counts.ts'
import { JpegPipe } from './jpegPipe.ts'
import type { Pictures } from './pictures.ts'
import type { LiveVideo } from './video/liveVideo.ts'
import type { SideSound } from './video/sideSound.ts'
import { type PictureSize, type VideoOptions, VideoPipe } from './video/videoPipe.ts'
import type { Window } from './video/window.ts'

/** Where a run's parts and pictures go, and where they are counted. */
export interface RunTarget {
  readonly window: Window
  readonly live: LiveVideo
  readonly pictures: Pictures
  readonly counts: Counts
  readonly sideSound?: SideSound | undefined
}

/** What is known of a run before its first byte. */
export interface RunOptions extends VideoOptions {
  /** For a source that repeats a picture until there is a newer one: when the one it repeats was made, ms since 1970. */
  readonly pictureTime?: () => number
  /** How much older than its arrival a frame of video is, in ms, where the source tells. */
  readonly videoAge?: () => number
}

/** One run of the process that captures a camera: bytes of its two pipes in, parts and pictures into the hub. */
export class Run {
  readonly #video: VideoPipe
  readonly #jpeg: JpegPipe
  readonly #pictures: Pictures
  readonly #videoAge: () => number
  #taken = 0
  #ended = false

  constructor(target: RunTarget, options: RunOptions) {
    this.#video = new VideoPipe(target, options)
    this.#jpeg = new JpegPipe(target.pictures, options.pictureTime)
    this.#pictures = target.pictures
    this.#videoAge = options.videoAge ?? (() => 0)
  }

  /** Whole pictures so far. */
  get frames(): number {
    return this.videoFrames + this.jpegFrames
  }

  get videoFrames(): number {
    return this.#video.frames
  }

  get jpegFrames(): number {
    return this.#jpeg.frames + this.#taken
  }

  /** What is not as it should be with what came so far. */
  get faults(): { readonly brokenJpegs: number; readonly clock: number } {
    return { brokenJpegs: this.#jpeg.broken, clock: this.#video.clockFaults }
  }

  /** Of the newest frame of video, and of the newest JPEG; undefined before the first. */
  get sizes(): { readonly video: PictureSize | undefined; readonly jpeg: PictureSize | undefined } {
    return { video: this.#video.size, jpeg: this.jpegFrames > 0 ? this.#pictures.latest : undefined }
  }

  /** FLV bytes, as FFmpeg wrote them. Throws MediaError when they are not FLV with H.264, or cannot be cut. */
  video(chunk: Uint8Array): void {
    if (!this.#ended) this.#video.push(chunk, Date.now() - this.#videoAge())
  }

  /** One packet of a stream that was taken apart elsewhere, where it was captured at `capturedAt`, ms since 1970. Throws MediaError. */
  packet(packet: Packet, capturedAt: number): void {
    if (!this.#ended) this.#video.take(packet, capturedAt)
  }

  /** Bytes of FFmpeg's mpjpeg muxer. Throws MediaError when they are not that. */
  jpeg(chunk: Uint8Array): void {
    if (!this.#ended) this.#jpeg.push(chunk, Date.now())
  }

  /** A JPEG that was sent here, without FFmpeg in between. Its number is at least `least`. */
  picture({ draft, width, height, capturedAt }: SentJpeg, least = 0): void {
    if (this.#ended) return
    this.#taken++
    const sequence = Math.max(this.#pictures.nextSequence, least)
    this.#pictures.publish({ sequence, capturedAt, width, height, ...draft.part(sequence, capturedAt) })
  }

  /** Closes what is open. May be called again. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#video.end()
  }
}
