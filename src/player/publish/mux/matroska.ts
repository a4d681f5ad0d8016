import { concat } from '../../../media/bytes.ts'
import { element, floatElement, openElement, textElement, uintElement } from './ebml.ts'

/** The picture of a stream: Matroska's name of its codec, what describes it (of H.264 the avcC), and its size in pixels. */
export interface VideoTrack {
  readonly codec: 'V_MPEG4/ISO/AVC' | 'V_VP8' | 'V_VP9'
  readonly description?: Uint8Array | undefined
  readonly width: number
  readonly height: number
}

/** The sound of a stream: AAC with its AudioSpecificConfig, or Opus with its OpusHead. */
export interface AudioTrack {
  readonly codec: 'A_AAC' | 'A_OPUS'
  readonly description: Uint8Array
  readonly sampleRate: number
  readonly channels: number
}

/** What a stream is made of. */
export interface Tracks {
  readonly video: VideoTrack
  readonly audio?: AudioTrack | undefined
}

const [VIDEO, AUDIO] = [1, 2]

/** What stands before a live stream in Matroska (RFC 9559): its length is not known, and times are in ms. */
export function head({ video, audio }: Tracks): Uint8Array<ArrayBuffer> {
  const ebml = element(0x1a45dfa3, textElement(0x4282, 'matroska'), uintElement(0x4287, 4), uintElement(0x4285, 2))
  const info = element(
    0x1549a966,
    uintElement(0x2ad7b1, 1_000_000), // TimestampScale, in ns
    textElement(0x4d80, 'tunnelcam'),
    textElement(0x5741, 'tunnelcam'),
  )
  const tracks = element(0x1654ae6b, videoEntry(video), ...(audio ? [audioEntry(audio)] : []))
  return concat(ebml, openElement(0x18538067), info, tracks)
}

/** The beginning of a cluster, where a reader may begin: `timeMs` is that of its first frame. */
export function cluster(timeMs: number): Uint8Array<ArrayBuffer> {
  return concat(openElement(0x1f43b675), uintElement(0xe7, Math.round(timeMs)))
}

/** A frame; `relativeMs` from the cluster that it is in, -32768 to 32767. */
export function block(
  kind: 'video' | 'audio',
  { relativeMs, keyframe }: { readonly relativeMs: number; readonly keyframe: boolean },
  data: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(4)
  const view = new DataView(header.buffer)
  view.setUint8(0, 0x80 | (kind === 'video' ? VIDEO : AUDIO))
  view.setInt16(1, Math.round(relativeMs))
  view.setUint8(3, keyframe ? 0x80 : 0)
  return element(0xa3, header, data)
}

function videoEntry({ codec, description, width, height }: VideoTrack): Uint8Array {
  const size = element(0xe0, uintElement(0xb0, width), uintElement(0xba, height))
  return entry(VIDEO, 1, codec, description, size)
}

function audioEntry({ codec, description, sampleRate, channels }: AudioTrack): Uint8Array {
  const shape = element(0xe1, floatElement(0xb5, sampleRate), uintElement(0x9f, channels))
  return entry(AUDIO, 2, codec, description, shape)
}

function entry(number: number, type: number, codec: string, description: Uint8Array | undefined, shape: Uint8Array) {
  const numbers = [uintElement(0xd7, number), uintElement(0x73c5, number), uintElement(0x83, type)]
  const laced = uintElement(0x9c, 0)
  const private_ = description ? [element(0x63a2, description)] : []
  return element(0xae, ...numbers, laced, textElement(0x86, codec), ...private_, shape)
}
