import { opened } from '../../../../media/wire.ts'
import type { PlayedQuality } from '../../playedQuality.ts'

/** What the units of a live WebSocket are: H.264 in AVCC form, and AAC where there is sound. */
export interface LiveConfig {
  /** Which of the camera's two pictures follows. */
  readonly quality: PlayedQuality
  readonly codec: string
  readonly width: number
  readonly height: number
  /** AVCDecoderConfigurationRecord. */
  readonly avcC: Uint8Array<ArrayBuffer>
  readonly audio?: LiveSound
}

/** What the sound is. */
export interface LiveSound {
  readonly codec: string
  readonly sampleRate: number
  readonly channels: number
  readonly audioSpecificConfig: Uint8Array<ArrayBuffer>
}

/** One picture or one frame of sound. Times in ms: `dts` and `pts` of the stream, `capturedAt` of the server's clock. */
export type LiveUnit =
  | {
      readonly kind: 'video'
      readonly key: boolean
      readonly dts: number
      readonly pts: number
      readonly capturedAt: number
      readonly data: Uint8Array<ArrayBuffer>
    }
  | {
      readonly kind: 'audio'
      readonly dts: number
      readonly capturedAt: number
      readonly data: Uint8Array<ArrayBuffer>
    }

/** What a binary message of the server says; undefined for what we don't know. */
export function readUnit(
  message: ArrayBuffer,
): LiveUnit | { readonly kind: 'config'; readonly config: LiveConfig } | undefined {
  const bytes = new Uint8Array(message)
  const envelope = opened(bytes)
  if (!envelope) return undefined
  const { type, key, dts, pts, capturedAt, ...rest } = Object(envelope.header)
  const data = bytes.subarray(bytes.length - envelope.payload.length)
  if (type === 'config') return { kind: 'config', config: readConfig(rest, data) }
  if (![dts, capturedAt].every(Number.isFinite)) return undefined
  if (type === 'video' && Number.isFinite(pts)) return { kind: 'video', key: key === true, dts, pts, capturedAt, data }
  return type === 'audio' ? { kind: 'audio', dts, capturedAt, data } : undefined
}

function readConfig(header: object, payload: Uint8Array<ArrayBuffer>): LiveConfig {
  const { quality, codec, width, height, bytes, audio } = Object(header)
  const video = {
    quality: quality === 'saver' ? quality : ('full' as const),
    ...{ codec: String(codec), width: Number(width), height: Number(height), avcC: payload.subarray(0, bytes) },
  }
  if (!audio) return video
  const { codec: audioCodec, sampleRate, channels } = audio
  const audioSpecificConfig = payload.subarray(bytes, bytes + audio.bytes)
  return { ...video, audio: { codec: String(audioCodec), sampleRate, channels, audioSpecificConfig } }
}
