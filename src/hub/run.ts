import { describeAudioSpecificConfig } from '../media/aac.ts'
import { type MediaPacket, type Packet, readPacket } from '../media/flv/packets.ts'
import { FlvTagReader } from '../media/flv/tagReader.ts'
import { describeAvcC } from '../media/h264/avcC.ts'
import { VIDEO_TIMESCALE } from '../media/hls/clock.ts'
import { frameRateOf } from '../media/hls/frameRate.ts'
import { partTarget } from '../media/hls/partTarget.ts'
import { Segmenter } from '../media/hls/segmenter.ts'
import { MpjpegReader } from '../media/jpeg/mpjpegReader.ts'
import type { Picture } from '../media/jpeg/picture.ts'
import { initSegment } from '../media/mp4/init.ts'
import type { AudioTrack, VideoTrack } from '../media/track.ts'
import type { Pictures } from './pictures.ts'
import type { Window, WindowLimits } from './window.ts'

/** TARGETDURATION in seconds. A camera sends its keyframes when it likes; our own encoder sends one a second. */
const TARGET_DURATION = { passthrough: 4, encoded: 2 }
const USUAL_FRAME_RATE = 30
/** The rate of a camera that does not tell it is measured over so many frames, or so many milliseconds. */
const MEASURED_FRAMES = 10
const MEASURED_MS = 1000
const SOUND_PATIENCE_PACKETS = 60
/** Viewers of a camera that was away for longer start anew instead of being shown what came before. */
const STALE_MS = 6_000

/** Where a run's parts and pictures go. */
export interface RunTarget {
  readonly window: Window
  readonly pictures: Pictures
}

/** What is known of a run before its first byte. */
export interface RunOptions {
  /** The camera's own H.264 is cut as it comes. */
  readonly passthrough: boolean
  /** Frames per second. Default: measured. */
  readonly frameRate?: number
  /**
   * For a source that repeats a picture until there is a newer one: when the picture that it repeats was made, in ms
   * since 1970. Equal pictures in a row are then one picture.
   */
  readonly pictureTime?: () => number
}

/** One run of the process that captures a camera: bytes of its pipes in, parts and pictures into the hub. */
export class Run {
  readonly #target: RunTarget
  readonly #passthrough: boolean
  readonly #flv = new FlvTagReader()
  readonly #mpjpeg: MpjpegReader
  readonly #pictureTime: (() => number) | undefined
  #repeated: Picture | undefined
  #frameRate: number | undefined
  #videoTrack: VideoTrack | undefined
  #audioTrack: AudioTrack | undefined
  #segmenter: Segmenter | undefined
  /** What came before there is a segmenter. */
  #early: { readonly packet: MediaPacket; readonly arrivedAt: number }[] = []
  #lastFrameAt = 0
  #videoFrames = 0
  #jpegFrames = 0
  #hasBegun = false
  #ended = false

  constructor(target: RunTarget, options: RunOptions) {
    this.#target = target
    this.#passthrough = options.passthrough
    this.#frameRate = options.frameRate
    this.#pictureTime = options.pictureTime
    this.#mpjpeg = new MpjpegReader(() => target.pictures.nextSequence)
  }

  /** When the newest whole picture arrived on either pipe, in ms since 1970; 0 before the first. */
  get lastFrameAt(): number {
    return this.#lastFrameAt
  }

  /** Whole pictures so far, of both pipes. */
  get frames(): number {
    return this.#videoFrames + this.#jpegFrames
  }

  get videoFrames(): number {
    return this.#videoFrames
  }

  get jpegFrames(): number {
    return this.#jpegFrames
  }

  /** FLV bytes, as FFmpeg wrote them. Throws MediaError when they are not FLV with H.264, or cannot be cut. */
  video(chunk: Uint8Array): void {
    if (this.#ended) return
    const now = Date.now()
    for (const tag of this.#flv.push(chunk)) {
      const packet = readPacket(tag)
      if (packet) this.#take(packet, now)
    }
  }

  /** Bytes of FFmpeg's mpjpeg muxer. Throws MediaError when they are not that. */
  jpeg(chunk: Uint8Array): void {
    if (this.#ended) return
    const now = Date.now()
    for (const picture of this.#mpjpeg.push(chunk, this.#pictureTime?.() ?? now)) {
      this.#jpegFrames++
      this.#lastFrameAt = now
      if (!this.#isRepeated(picture)) this.#target.pictures.publish(picture)
    }
  }

  /** Closes what is open. May be called again. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#finishSegment()
    if (this.#hasBegun) this.#target.window.end()
  }

  #take(packet: Packet, now: number): void {
    if (packet.kind === 'videoConfig') this.#configureVideo(packet.avcC)
    else if (packet.kind === 'audioConfig') this.#configureAudio(packet.audioSpecificConfig)
    else {
      if (packet.kind === 'video') {
        this.#videoFrames++
        this.#lastFrameAt = now
      }
      this.#early.push({ packet, arrivedAt: now })
      this.#segmenter ??= this.#begin()
      if (this.#segmenter) this.#cutEarly(this.#segmenter)
    }
  }

  #cutEarly(segmenter: Segmenter): void {
    const early = this.#early
    this.#early = []
    for (const { packet, arrivedAt } of early)
      for (const cut of segmenter.push(packet, arrivedAt)) this.#target.window.add(cut)
  }

  #isRepeated(picture: Picture): boolean {
    if (!this.#pictureTime) return false
    const repeated = this.#repeated !== undefined && sameBytes(this.#repeated.jpeg, picture.jpeg)
    if (!repeated) this.#repeated = picture
    return repeated
  }

  #configureVideo(avcC: Uint8Array): void {
    if (this.#videoTrack && sameBytes(this.#videoTrack.avcC, avcC)) return
    this.#videoTrack = { kind: 'video', id: 1, timescale: VIDEO_TIMESCALE, avcC, ...describeAvcC(avcC) }
    this.#startOver()
  }

  #configureAudio(audioSpecificConfig: Uint8Array): void {
    if (this.#audioTrack && sameBytes(this.#audioTrack.audioSpecificConfig, audioSpecificConfig)) return
    const description = describeAudioSpecificConfig(audioSpecificConfig)
    this.#audioTrack = { kind: 'audio', id: 2, timescale: description.sampleRate, audioSpecificConfig, ...description }
    this.#startOver()
  }

  /** The stream changed its size or codec midway: what follows needs an init of its own. */
  #startOver(): void {
    this.#finishSegment()
    this.#segmenter = undefined
  }

  #finishSegment(): void {
    for (const cut of this.#segmenter?.finish() ?? []) this.#target.window.add(cut)
  }

  #limits(framesPerSecond: number): WindowLimits {
    const longestPart = partTarget(framesPerSecond)
    const usual = this.#passthrough ? TARGET_DURATION.passthrough : TARGET_DURATION.encoded
    return { targetDuration: Math.max(usual, Math.ceil(longestPart)), partTarget: longestPart }
  }

  /** Sound that is announced but does not come is not waited for for ever. */
  #waitsForSound(): boolean {
    return this.#flv.header?.audio === true && !this.#audioTrack && this.#early.length < SOUND_PATIENCE_PACKETS
  }

  /** What FFmpeg announces is a guess for many cameras, so it is measured; undefined while too little has come. */
  #measuredFrameRate(): number | undefined {
    const stamps = this.#early.filter(({ packet }) => packet.kind === 'video').map(({ packet }) => packet.dts)
    const lasted = (stamps.at(-1) ?? 0) - (stamps[0] ?? 0)
    if (stamps.length < MEASURED_FRAMES && (stamps.length < 2 || lasted < MEASURED_MS)) return undefined
    return frameRateOf(stamps) ?? USUAL_FRAME_RATE
  }

  /** Begins to cut as soon as every announced track is described and the frame rate is known. */
  #begin(): Segmenter | undefined {
    if (!this.#videoTrack || this.#waitsForSound()) return undefined
    this.#frameRate ??= this.#measuredFrameRate()
    if (this.#frameRate === undefined) return undefined
    const tracks = this.#audioTrack ? [this.#videoTrack, this.#audioTrack] : [this.#videoTrack]
    const { window } = this.#target
    const framesPerSecond = this.#frameRate
    if (Date.now() - (window.newestCapturedAt ?? 0) > STALE_MS) window.forget()
    this.#hasBegun = true
    const limits = window.begin({ bytes: initSegment(tracks), tracks }, this.#limits(framesPerSecond))
    return new Segmenter({ tracks, framesPerSecond, ...limits, startSeconds: window.endSeconds })
  }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
