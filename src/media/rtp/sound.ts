import type { MatroskaTrack } from '../matroska.ts'
import type { SdpStream } from '../rtsp/sdp.ts'
import { aacFrames } from './aac.ts'

/** A stream of sound: its track, and how its packets are taken apart. */
export interface RtpSound {
  readonly track: MatroskaTrack & { readonly kind: 'audio' }
  frames(payload: Uint8Array): readonly Uint8Array[]
  /** Ticks that one frame lasts, where a packet may have more than one. */
  readonly frameTicks: number
}

/** How the sound of a stream is taken: AAC, G.711 and Opus; undefined for any other. */
export function rtpSound(stream: SdpStream): RtpSound | undefined {
  const { codec, clockRate, channels, parameters } = stream
  const whole = { frames: (payload: Uint8Array) => [payload], frameTicks: 0 }
  if (codec === 'MPEG4-GENERIC') {
    const number = (name: string) => Number(parameters.get(name)) || 0
    const sizes = { sizeLength: number('sizelength'), indexLength: number('indexlength') }
    const config = fromHex(parameters.get('config') ?? '')
    if (config.length < 2 || sizes.sizeLength < 1 || sizes.sizeLength > 16 || sizes.indexLength > 16) return undefined
    const track = { kind: 'audio', codec: 'A_AAC', private: config, rate: clockRate, channels } as const
    return { track, frames: payload => aacFrames(payload, sizes), frameTicks: 1024 }
  }
  if (codec === 'OPUS') {
    const track = { kind: 'audio', codec: 'A_OPUS', private: opusHead(channels), rate: 48_000, channels } as const
    return { track, ...whole }
  }
  const format = codec === 'PCMU' ? 7 : codec === 'PCMA' ? 6 : undefined
  if (format === undefined) return undefined
  const description = waveFormat(format, clockRate, channels)
  return { track: { kind: 'audio', codec: 'A_MS/ACM', private: description, rate: clockRate, channels }, ...whole }
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/[\da-f]{2}/gi) ?? [], pair => Number.parseInt(pair, 16))
}

/** RFC 7845 §5.1 */
function opusHead(channels: number): Uint8Array {
  const rate = little(48_000, 4)
  return Uint8Array.from([...new TextEncoder().encode('OpusHead'), 1, channels, 0, 0, ...rate, 0, 0, 0])
}

/** WAVEFORMATEX of sound with 8 bits a sample. */
function waveFormat(format: number, rate: number, channels: number): Uint8Array {
  const fields = [
    ...[little(format, 2), little(channels, 2), little(rate, 4), little(rate * channels, 4), little(channels, 2)],
    ...[little(8, 2), little(0, 2)],
  ]
  return Uint8Array.from(fields.flat())
}

function little(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.floor(value / 256 ** index) % 256)
}
