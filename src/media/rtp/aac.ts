import { MediaError } from '../error.ts'

/** How a stream of AAC describes its frames (RFC 3640 §4.1), in bits. */
export interface AacSizes {
  readonly sizeLength: number
  readonly indexLength: number
}

/** The AAC frames in the payload of a packet (RFC 3640 §3.2, AAC-hbr). Throws MediaError `rtp` on what is not whole. */
export function aacFrames(payload: Uint8Array, { sizeLength, indexLength }: AacSizes): Uint8Array[] {
  const [high = 0, low = 0] = payload
  const headerBits = high * 256 + low
  const step = sizeLength + indexLength
  const frames: Uint8Array[] = []
  let at = 2 + Math.ceil(headerBits / 8)
  for (let bit = 0; bit + step <= headerBits; bit += step) {
    const size = bitsAt(payload, 16 + bit, sizeLength)
    if (at + size > payload.length) throw new MediaError('rtp', 'AAC in pieces of frames is not taken.')
    frames.push(payload.subarray(at, at + size))
    at += size
  }
  return frames
}

function bitsAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let bit = at; bit < at + count; bit++) value = value * 2 + (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1)
  return value
}
