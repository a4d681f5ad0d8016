import { LiveStream } from '../mux/liveStream.ts'
import { type AudioTrack, head, type Tracks, type VideoTrack } from '../mux/matroska.ts'
import { TrackClock } from '../mux/trackClock.ts'

/** Sound that was wanted is waited for so long, in ms. */
const SOUND_MS = 2000

/** What is written of encoded frames: a stream that begins anew when what describes it changes. */
export class Outgoing {
  readonly picture = new TrackClock()
  readonly sound = new TrackClock()
  readonly #write: (bytes: Uint8Array<ArrayBuffer>, begins: boolean) => void
  readonly #soundUntil: number
  #video: VideoTrack | undefined
  #audio: AudioTrack | undefined
  #stream: LiveStream | undefined
  #described = ''
  #needsKeyframe = false

  /** `write` gets each frame's bytes, and is told when a stream begins with them. */
  constructor(write: (bytes: Uint8Array<ArrayBuffer>, begins: boolean) => void, wantsSound: boolean) {
    this.#write = write
    this.#soundUntil = performance.now() + (wantsSound ? SOUND_MS : 0)
  }

  /** The next picture has to be one, as nothing can be written before it. */
  get needsKeyframe(): boolean {
    return this.#needsKeyframe
  }

  /** Takes a picture as it was encoded. */
  takePicture(chunk: EncodedVideoChunk, config: VideoDecoderConfig | undefined): void {
    if (config) this.#video = videoTrack(config) ?? this.#video
    const keyframe = chunk.type === 'key'
    const begins = keyframe && this.#video !== undefined && this.#renew({ video: this.#video, audio: this.#audio })
    this.#needsKeyframe = this.#stream === undefined
    if (!this.#stream) return
    const timeMs = this.picture.at(chunk.timestamp / 1000)
    this.#write(this.#stream.video({ timeMs, keyframe, data: bytesOf(chunk) }), begins)
  }

  /** Takes sound as it was encoded. */
  takeSound(chunk: EncodedAudioChunk, config: AudioDecoderConfig | undefined): void {
    if (config) this.#audio = audioTrack(config) ?? this.#audio
    const timeMs = this.sound.at(chunk.timestamp / 1000)
    const bytes = this.#stream?.tracks.audio && this.#stream.audio({ timeMs, data: bytesOf(chunk) })
    if (bytes) this.#write(bytes, false)
  }

  #renew(tracks: Tracks): boolean {
    const described = String(head(tracks))
    if (described === this.#described) return false
    if (!tracks.audio && performance.now() < this.#soundUntil) return false
    this.#described = described
    this.#stream = new LiveStream(tracks)
    return true
  }
}

function bytesOf(chunk: EncodedVideoChunk | EncodedAudioChunk): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunk.byteLength)
  chunk.copyTo(bytes)
  return bytes
}

function videoTrack({
  codec,
  codedWidth = 0,
  codedHeight = 0,
  description,
}: VideoDecoderConfig): VideoTrack | undefined {
  const [, name] = VIDEO_CODECS.find(([prefix]) => codec.startsWith(prefix)) ?? []
  if (!name) return undefined
  return { codec: name, width: codedWidth, height: codedHeight, description: description && asBytes(description) }
}

const VIDEO_CODECS = [
  ['avc1', 'V_MPEG4/ISO/AVC'],
  ['vp8', 'V_VP8'],
  ['vp09', 'V_VP9'],
] as const

function audioTrack({ codec, sampleRate, numberOfChannels, description }: AudioDecoderConfig): AudioTrack | undefined {
  const common = { sampleRate, channels: numberOfChannels }
  if (codec === 'opus')
    return {
      ...common,
      codec: 'A_OPUS',
      description: description ? asBytes(description) : opusHead(sampleRate, numberOfChannels),
    }
  return description && { ...common, codec: 'A_AAC', description: asBytes(description) }
}

/** RFC 7845 §5.1; the pre-skip is what encoders use at 48 kHz. */
function opusHead(sampleRate: number, channels: number): Uint8Array {
  const bytes = new Uint8Array(19)
  bytes.set(new TextEncoder().encode('OpusHead'))
  const view = new DataView(bytes.buffer)
  view.setUint8(8, 1)
  view.setUint8(9, channels)
  view.setUint16(10, 312, true)
  view.setUint32(12, sampleRate, true)
  return bytes
}

function asBytes(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source)
}
