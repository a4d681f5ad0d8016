import { describeAudioSpecificConfig } from '../../media/aac.ts'
import { sameBytes } from '../../media/bytes.ts'
import { MediaError } from '../../media/error.ts'
import { FlvPacketReader } from '../../media/flv/packetReader.ts'
import type { MediaPacket, Packet } from '../../media/flv/packets.ts'
import { describeAvcC } from '../../media/h264/avcC.ts'
import { VIDEO_TIMESCALE } from '../../media/hls/clock.ts'
import { frameRateOf } from '../../media/hls/frameRate.ts'
import { partTarget } from '../../media/hls/partTarget.ts'
import { Segmenter } from '../../media/hls/segmenter.ts'
import { initSegment } from '../../media/mp4/init.ts'
import type { AudioTrack, VideoTrack } from '../../media/track.ts'
import type { Counts } from '../counts.ts'
import { ArrivalClock } from './arrivalClock.ts'
import type { LiveVideo } from './liveVideo.ts'
import { type Heard, type SideSound, sideTrack } from './sideSound.ts'
import type { Window, WindowLimits } from './window.ts'

/** TARGETDURATION in seconds. A camera sends its keyframes when it likes; our own encoder sends one a second. */
const TARGET_DURATION = { passthrough: 4, encoded: 2 }
const USUAL_FRAME_RATE = 30
/** The rate of a camera that does not tell it is measured over so many frames, or so many milliseconds. */
const MEASURED_FRAMES = 10
const MEASURED_MS = 1000
/** Sound that is announced but does not come is waited for so long. */
const SOUND_PATIENCE_PACKETS = 60
/** More is not held before it is known how to cut it. */
const MOST_EARLY = { packets: 3000, bytes: 64 << 20 }
/** Viewers of a camera that was away for longer start anew instead of being shown what came before. */
const STALE_MS = 6_000

/** What is known of the video before its first byte. */
export interface VideoOptions {
  /** The camera's own H.264 is cut as it comes. */
  readonly passthrough: boolean
  /** Frames per second. Default: measured. */
  readonly frameRate?: number
}

/** In pixels. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** Where the video goes. */
export interface VideoTarget {
  readonly window: Window
  readonly live: LiveVideo
  readonly counts: Counts
  /** What is to be heard instead of the sound in the pipe. */
  readonly sideSound?: SideSound | undefined
}

/** FFmpeg's pipe of H.264 and AAC: FLV in, parts and segments and each single unit into the hub. */
export class VideoPipe {
  readonly #window: Window
  readonly #live: LiveVideo
  readonly #counts: Counts
  readonly #passthrough: boolean
  readonly #flv = new FlvPacketReader()
  #frameRate: number | undefined
  #video: VideoTrack | undefined
  #audio: AudioTrack | undefined
  #segmenter: Segmenter | undefined
  /** What came before there is a segmenter. */
  #early: { readonly packet: MediaPacket; readonly capturedAt: number }[] = []
  readonly #arrivals = new ArrivalClock()
  readonly #sideSound: SideSound | undefined
  readonly #unsubscribe: () => void
  #frames = 0
  #size: PictureSize | undefined
  #hasBegun = false
  #liveHasBegun = false
  #clockFaults = 0

  constructor({ window, live, counts, sideSound }: VideoTarget, options: VideoOptions) {
    this.#window = window
    this.#live = live
    this.#counts = counts
    this.#passthrough = options.passthrough
    this.#frameRate = options.frameRate
    this.#sideSound = sideSound
    this.#audio = sideSound && sideTrack
    this.#unsubscribe = sideSound?.subscribe(heard => this.#hear(heard)) ?? (() => undefined)
  }

  /** Whole pictures so far. */
  get frames(): number {
    return this.#frames
  }

  /** How often the source's clock was seen to be wrong. */
  get clockFaults(): number {
    return this.#clockFaults + (this.#segmenter?.clockFaults ?? 0)
  }

  /** Of the newest pictures; undefined before the first: what a camera announces before them may be what it sent once. */
  get size(): PictureSize | undefined {
    return this.#size
  }

  /** Takes bytes that arrived at `now`, ms since 1970. Throws MediaError when they are not FLV with H.264, or cannot be cut. */
  push(chunk: Uint8Array, now: number): void {
    for (const packet of this.#flv.push(chunk)) this.take(packet, now)
  }

  /** Takes one packet that arrived at `now`, ms since 1970. Throws MediaError when it is not H.264 or AAC, or cannot be cut. */
  take(packet: Packet, now: number): void {
    if (packet.kind === 'videoConfig') this.#configureVideo(packet.avcC)
    else if (packet.kind === 'video') this.#cut(packet, now)
    else if (this.#sideSound) return
    else if (packet.kind === 'audioConfig') this.#configureAudio(packet.audioSpecificConfig)
    else this.#cut(packet, now)
  }

  /** Closes what is open: the run is over. */
  end(): void {
    this.#unsubscribe()
    this.#finishSegment()
    this.#live.end()
    if (this.#hasBegun) this.#window.end()
  }

  /** Puts sound from beside to the pictures that came when it was to be heard. */
  #hear({ packet, at }: Heard): void {
    const { origin } = this.#arrivals
    if (origin === undefined) return
    const placed = { ...packet, dts: Math.round(at - origin) }
    this.#live.push(placed, at)
    this.#segmenter?.push(placed, at)
  }

  #cut(packet: MediaPacket, now: number): void {
    const stamp = packet.dts + packet.cts
    if (packet.kind === 'video') {
      this.#frames++
      this.#counts.videoFrames++
      this.#size = this.#video
      this.#arrivals.take(stamp, now)
    }
    this.#show(packet, now)
    this.#early.push({ packet, capturedAt: packet.kind === 'video' ? this.#arrivals.capturedAt(stamp, now) : now })
    this.#segmenter ??= this.#begin()
    if (!this.#segmenter) {
      this.#boundEarly()
      return
    }
    const early = this.#early
    this.#early = []
    for (const { packet, capturedAt } of early)
      for (const cut of this.#segmenter.push(packet, capturedAt)) this.#window.add(cut)
  }

  #boundEarly(): void {
    const bytes = this.#early.reduce((sum, { packet }) => sum + packet.size, 0)
    if (this.#early.length > MOST_EARLY.packets || bytes > MOST_EARLY.bytes)
      throw new MediaError('undescribed', 'Much came, and no pictures with what describes them.')
  }

  /** Those who watch each unit wait for no part. */
  #show(packet: MediaPacket, now: number): void {
    if (!this.#liveHasBegun && this.#video)
      this.#live.begin({ video: this.#video, ...(this.#audio && { audio: this.#audio }), options: this.#options() })
    this.#liveHasBegun ||= this.#video !== undefined
    this.#live.push(packet, now)
  }

  #configureVideo(avcC: Uint8Array): void {
    if (this.#video && sameBytes(this.#video.avcC, avcC)) return
    this.#video = { kind: 'video', id: 1, timescale: VIDEO_TIMESCALE, avcC, ...describeAvcC(avcC) }
    this.#startOver()
  }

  #configureAudio(audioSpecificConfig: Uint8Array): void {
    if (this.#audio && sameBytes(this.#audio.audioSpecificConfig, audioSpecificConfig)) return
    const description = describeAudioSpecificConfig(audioSpecificConfig)
    this.#audio = { kind: 'audio', id: 2, timescale: description.sampleRate, audioSpecificConfig, ...description }
    this.#startOver()
  }

  /** The stream changed its size or codec midway: what follows needs an init of its own. */
  #startOver(): void {
    this.#finishSegment()
    this.#clockFaults = this.clockFaults
    this.#segmenter = undefined
    this.#liveHasBegun = false
  }

  #finishSegment(): void {
    for (const cut of this.#segmenter?.finish() ?? []) this.#window.add(cut)
  }

  /** Begins to cut as soon as the tracks are described and the frame rate is known. */
  #begin(): Segmenter | undefined {
    if (!this.#video || this.#waitsForSound()) return undefined
    this.#frameRate ??= this.#measuredFrameRate()
    const framesPerSecond = this.#frameRate
    if (framesPerSecond === undefined) return undefined
    const tracks = this.#audio ? [this.#video, this.#audio] : [this.#video]
    const window = this.#window
    if (Date.now() - (window.newestCapturedAt ?? 0) > STALE_MS) window.forget()
    this.#hasBegun = true
    const limits = window.begin({ bytes: initSegment(tracks), tracks }, this.#limits(framesPerSecond))
    const sideSound = this.#sideSound
    return new Segmenter({
      ...{ tracks, framesPerSecond, ...limits, startSeconds: window.endSeconds },
      ...(sideSound && { soundComes: () => sideSound.comes }),
    })
  }

  #options(): VideoOptions {
    const frameRate = this.#frameRate
    return { passthrough: this.#passthrough, ...(frameRate !== undefined && { frameRate }) }
  }

  #waitsForSound(): boolean {
    return this.#flv.header?.audio === true && !this.#audio && this.#early.length < SOUND_PATIENCE_PACKETS
  }

  /** What FFmpeg announces is a guess for many cameras, so it is measured; undefined while too little has come. */
  #measuredFrameRate(): number | undefined {
    const stamps = this.#early.filter(({ packet }) => packet.kind === 'video').map(({ packet }) => packet.dts)
    const lasted = (stamps.at(-1) ?? 0) - (stamps[0] ?? 0)
    if (stamps.length < MEASURED_FRAMES && (stamps.length < 2 || lasted < MEASURED_MS)) return undefined
    return frameRateOf(stamps) ?? USUAL_FRAME_RATE
  }

  #limits(framesPerSecond: number): WindowLimits {
    const longestPart = partTarget(framesPerSecond)
    const usual = this.#passthrough ? TARGET_DURATION.passthrough : TARGET_DURATION.encoded
    return { targetDuration: Math.max(usual, Math.ceil(longestPart)), partTarget: longestPart }
  }
}
