import { MediaError } from '../error.ts'
import { describeAvcC } from '../h264/avcC.ts'
import { writeAvcC } from '../h264/writeAvcC.ts'
import { MatroskaBlocks, matroskaHead } from '../matroska.ts'
import type { SdpStream } from '../rtsp/sdp.ts'
import { RtpClock, type SenderClock } from './clock.ts'
import { type AccessUnit, H264FromRtp } from './h264.ts'
import { readRtp, readSenderReport } from './packet.ts'
import { type RtpSound, rtpSound } from './sound.ts'

const [IDR, SPS, PPS] = [5, 7, 8]
const VIDEO = 1
const SOUND = 2

/**
 * Makes Matroska of what comes by RTP: H.264, and AAC, G.711 or Opus. RTP tells when a picture is shown, not when it is
 * decoded, and so does Matroska. It begins with the first keyframe.
 */
export class RtpToMatroska {
  /** Why the sound is left out, as a sentence's second half; undefined where it is not. */
  readonly leftOut: string | undefined
  readonly #video: { readonly index: number; readonly payloadType: number }
  readonly #sound: (RtpSound & { readonly index: number; readonly payloadType: number }) | undefined
  readonly #clocks: readonly RtpClock[]
  readonly #units = new H264FromRtp()
  readonly #blocks = new MatroskaBlocks()
  #sps: Uint8Array | undefined
  #pps: Uint8Array | undefined
  /** What the stream's times count from, in our ms. */
  #beganAt: number | undefined

  /** Throws MediaError `codec` when there is no H.264. */
  constructor(streams: readonly SdpStream[]) {
    const index = streams.findIndex(({ media }) => media === 'video')
    const video = streams[index]
    if (video?.codec !== 'H264') {
      const what = video ? `This video is ${video.codec || 'of an unknown kind'}, not H.264.` : 'There is no video.'
      throw new MediaError('codec', `${what} Set the encoder to H.264 (x264; for FFmpeg -c:v libx264).`)
    }
    this.#video = { index, payloadType: video.payloadType }
    for (const nal of parameterSets(video)) this.#learn(nal)
    const heard = streams.findIndex(({ media }) => media === 'audio')
    const audio = streams[heard]
    const sound = audio && rtpSound(audio)
    this.#sound = sound && audio && { ...sound, index: heard, payloadType: audio.payloadType }
    if (audio && !sound)
      this.leftOut = `its sound (${audio.codec || 'of an unknown kind'}) is left out: only AAC, G.711 and Opus are taken.`
    const sender: SenderClock = {}
    this.#clocks = streams.map(({ clockRate }) => new RtpClock(clockRate, sender))
  }

  /** Takes RTCP about a stream, that came at `now` in ms. */
  control(stream: number, data: Uint8Array, now: number): void {
    const report = readSenderReport(data)
    if (report) this.#clocks[stream]?.report(report, now)
  }

  /** Takes RTP of a stream, that came at `now` in ms, and gives the bytes that it completes. Throws MediaError. */
  push(stream: number, data: Uint8Array, now: number): Uint8Array[] {
    const packet = readRtp(data)
    const clock = this.#clocks[stream]
    if (!packet || !clock) return []
    if (stream === this.#video.index && packet.payloadType === this.#video.payloadType)
      return this.#units.push(packet).flatMap(unit => this.#picture(unit, clock.ms(unit.timestamp, now)))
    const sound = this.#sound
    if (stream !== sound?.index || packet.payloadType !== sound.payloadType) return []
    return sound.frames(packet.payload).flatMap((frame, index) => {
      const ms = clock.ms((packet.timestamp + index * sound.frameTicks) >>> 0, now)
      if (this.#beganAt === undefined || ms < this.#beganAt) return []
      return this.#blocks.write(SOUND, ms - this.#beganAt, true, false, [frame])
    })
  }

  #picture({ nals }: AccessUnit, ms: number): Uint8Array[] {
    for (const nal of nals) this.#learn(nal)
    const keyframe = nals.some(nal => kindOf(nal) === IDR)
    const head = this.#beganAt === undefined ? this.#begin(keyframe, ms) : []
    if (this.#beganAt === undefined) return []
    const frame = nals.flatMap(nal => [lengthOf(nal), nal])
    return [...head, ...this.#blocks.write(VIDEO, ms - this.#beganAt, keyframe, true, frame)]
  }

  #begin(keyframe: boolean, ms: number): Uint8Array[] {
    if (!keyframe || !this.#sps || !this.#pps) return []
    this.#beganAt = ms
    const avcC = writeAvcC(this.#sps, this.#pps)
    const { width, height } = describeAvcC(avcC)
    const video = { kind: 'video', codec: 'V_MPEG4/ISO/AVC', private: avcC, width, height } as const
    return [matroskaHead([video, ...(this.#sound ? [this.#sound.track] : [])])]
  }

  #learn(nal: Uint8Array): void {
    if (kindOf(nal) === SPS) this.#sps = nal
    if (kindOf(nal) === PPS) this.#pps = nal
  }
}

function kindOf([first = 0]: Uint8Array): number {
  return first & 31
}

function lengthOf({ length }: Uint8Array): Uint8Array {
  return Uint8Array.of(length >>> 24, length >>> 16, length >>> 8, length)
}

/** RFC 6184 §8.1 */
function parameterSets({ parameters }: SdpStream): Uint8Array[] {
  const texts = (parameters.get('sprop-parameter-sets') ?? '').split(',')
  return texts.flatMap(text => {
    try {
      return [Uint8Array.from(atob(text), letter => letter.charCodeAt(0))].filter(({ length }) => length > 3)
    } catch {
      return [] // not base64: they may come with the pictures
    }
  })
}
