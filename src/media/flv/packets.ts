import { joined, uint } from '../bytes.ts'
import { MediaError } from '../error.ts'
import type { FlvTag } from './tagReader.ts'

/** What one FLV tag means. `video` carries one access unit as AVCC, `audio` one raw AAC frame. */
export type Packet =
  | { readonly kind: 'videoConfig'; readonly avcC: Uint8Array }
  | { readonly kind: 'audioConfig'; readonly audioSpecificConfig: Uint8Array }
  | MediaPacket

export interface MediaPacket {
  readonly kind: 'video' | 'audio'
  /** Decode time in milliseconds. */
  readonly dts: number
  /** Presentation time minus decode time, in milliseconds. */
  readonly cts: number
  readonly keyframe: boolean
  /** Views into the pipe's chunks: copied once, when a part is written. */
  readonly data: readonly Uint8Array[]
  readonly size: number
}

/**
 * Reads a tag's codec header (Adobe FLV 10.1, E.4.2 and E.4.3); undefined for a tag without meaning here.
 * Throws MediaError `codec` when the video is not H.264 or the audio not AAC.
 */
export function readPacket(tag: FlvTag): Packet | undefined {
  if (tag.type === 'script') return undefined // what FFmpeg tells there is a guess
  return tag.type === 'video' ? videoPacket(tag) : audioPacket(tag)
}

function videoPacket(tag: FlvTag): Packet | undefined {
  if (tag.size < 5) return undefined
  const { head, data } = split(tag, 5)
  const [flags, type, cts] = [uint(head, 0, 1), uint(head, 1, 1), uint(head, 2, 3)]
  if ((flags & 0x0f) !== 7) throw new MediaError('codec', `FLV video codec ${flags & 0x0f} is not H.264 (7).`)
  // FFmpeg writes an empty one for a camera that starts between two keyframes, and the real one later.
  if (tag.size === 5) return undefined
  if (type === 0) return { kind: 'videoConfig', avcC: Uint8Array.from(joined(data)) }
  if (type !== 1) return undefined
  const signedCts = cts > 0x7fffff ? cts - 0x1000000 : cts
  return { kind: 'video', dts: tag.timestamp, cts: signedCts, keyframe: flags >> 4 === 1, data, size: tag.size - 5 }
}

function audioPacket(tag: FlvTag): Packet | undefined {
  if (tag.size < 2) return undefined
  const { head, data } = split(tag, 2)
  const [format, type] = [uint(head, 0, 1) >> 4, uint(head, 1, 1)]
  if (format !== 10) throw new MediaError('codec', `FLV audio format ${format} is not AAC (10).`)
  // FFmpeg writes an empty one for sound out of MPEG-TS, and the real one with its first packet.
  if (tag.size === 2) return undefined
  if (type === 0) return { kind: 'audioConfig', audioSpecificConfig: Uint8Array.from(joined(data)) }
  return { kind: 'audio', dts: tag.timestamp, cts: 0, keyframe: true, data, size: tag.size - 2 }
}

/** The first `count` bytes in one piece, and the rest as views. */
function split(tag: FlvTag, count: number): { head: Uint8Array; data: Uint8Array[] } {
  const head = new Uint8Array(count)
  const data: Uint8Array[] = []
  let at = 0
  for (const part of tag.payload) {
    const used = Math.min(count - at, part.length)
    head.set(part.subarray(0, used), at)
    at += used
    if (used < part.length) data.push(part.subarray(used))
  }
  return { head, data }
}
