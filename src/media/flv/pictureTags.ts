import { writeUint } from '../mp4/box.ts'

const VIDEO = 9
const [AVC, KEYFRAME, INTER_FRAME] = [7, 1, 2]
const [SEQUENCE_HEADER, NAL_UNITS] = [0, 1]
const [TAG_HEAD_BYTES, AVC_HEAD_BYTES, SIZE_BYTES] = [11, 5, 4]

/** One picture of H.264 as FLV carries it: AVCC, times in ms. */
export interface FlvPicture {
  readonly decodeMs: number
  /** Presentation time minus decode time. */
  readonly offsetMs: number
  readonly keyframe: boolean
  readonly data: readonly Uint8Array[]
  readonly size: number
}

/** How FLV of H.264 without sound begins (Adobe FLV 10.1, E.2 and E.4.3.1). */
export function flvHead(avcC: Uint8Array): Uint8Array {
  const header = Uint8Array.of(0x46, 0x4c, 0x56, 1, 1, 0, 0, 0, 9, 0, 0, 0, 0)
  const config = { decodeMs: 0, offsetMs: 0, keyframe: true, data: [avcC], size: avcC.length }
  const bytes = new Uint8Array(header.length + tagBytes(config))
  bytes.set(header)
  writeTag(bytes, header.length, config, SEQUENCE_HEADER)
  return bytes
}

/** The tags of these pictures, one after the other. */
export function flvPictures(pictures: readonly FlvPicture[]): Uint8Array {
  const bytes = new Uint8Array(pictures.reduce((sum, picture) => sum + tagBytes(picture), 0))
  let at = 0
  for (const picture of pictures) at = writeTag(bytes, at, picture, NAL_UNITS)
  return bytes
}

function tagBytes({ size }: FlvPicture): number {
  return TAG_HEAD_BYTES + AVC_HEAD_BYTES + size + SIZE_BYTES
}

function writeTag(bytes: Uint8Array, start: number, picture: FlvPicture, type: number): number {
  const { decodeMs, offsetMs, keyframe, data, size } = picture
  let at = writeUint(bytes, start, VIDEO, 1)
  at = writeUint(bytes, at, AVC_HEAD_BYTES + size, 3)
  at = writeUint(bytes, at, decodeMs % 0x1000000, 3)
  at = writeUint(bytes, at, Math.floor(decodeMs / 0x1000000), 1)
  at = writeUint(bytes, at, 0, 3) // stream id
  at = writeUint(bytes, at, (keyframe ? KEYFRAME : INTER_FRAME) * 16 + AVC, 1)
  at = writeUint(bytes, at, type, 1)
  at = writeUint(bytes, at, offsetMs, 3)
  for (const view of data) {
    bytes.set(view, at)
    at += view.length
  }
  return writeUint(bytes, at, at - start, SIZE_BYTES)
}
