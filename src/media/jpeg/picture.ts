/** One JPEG, whole, with all that its viewers are told of it. */
export interface Picture {
  /** Counts a camera's pictures from 1. */
  readonly sequence: number
  /** When its first byte arrived, or when its publisher says it was taken, in ms since 1970. */
  readonly capturedAt: number
  readonly width: number
  readonly height: number
  readonly jpeg: Uint8Array<ArrayBuffer>
  /** The same bytes as a ready part of a multipart/x-mixed-replace response: headers, JPEG, what the next part begins with. */
  readonly part: Uint8Array<ArrayBuffer>
  /** The same bytes as a part for who paints it only when the next one's headers are there: JPEG, those headers. */
  readonly eagerPart: Uint8Array<ArrayBuffer>
}

/** A part that is being filled: all are views into one buffer. */
export type JpegPart = Pick<Picture, 'part' | 'eagerPart' | 'jpeg'>

export const BOUNDARY = 'tunnelcam'
/** More bytes than a part's headers ever have. */
export const HEAD_ROOM = 256
const encoder = new TextEncoder()

const NEXT = `--${BOUNDARY}\r\nContent-Type: image/jpeg\r\n`

/** What a multipart response begins with, and what each part ends with: the beginning of the next one. */
export const OPENING = encoder.encode(NEXT)
/** The same for parts whose headers go out ahead of them, behind the JPEG before: there is no more to tell then. */
export const EAGER_OPENING = encoder.encode(`${NEXT}\r\n`)

/** What stands in the buffer behind a JPEG; a part without its headers leaves the blank line to the next one. */
const CLOSING = encoder.encode(`\r\n${NEXT}\r\n`)
const BLANK_LINE = 2

/** More headers of the part that holds a JPEG of `length` bytes, the first is OPENING's. X-Timestamp is in seconds, as mjpg-streamer writes it. */
function partHead(length: number, sequence: number, capturedAt: number): Uint8Array<ArrayBuffer> {
  return encoder.encode(
    `Content-Length: ${length}\r\nX-Timestamp: ${(capturedAt / 1000).toFixed(6)}\r\n` +
      `X-Tunnelcam-Sequence: ${sequence}\r\nX-Tunnelcam-Captured-At: ${capturedAt}\r\n\r\n`,
  )
}

/** Room that a part takes behind its JPEG, in bytes. */
export const PART_END = CLOSING.length

/** The views of a part whose JPEG is in `buffer` from `at` on; its headers and its end are written around it. */
export function partAround(
  buffer: Uint8Array<ArrayBuffer>,
  at: number,
  length: number,
  sequence: number,
  capturedAt: number,
): JpegPart {
  const head = partHead(length, sequence, capturedAt)
  const end = at + length + CLOSING.length
  buffer.set(head, at - head.length)
  buffer.set(CLOSING, at + length)
  return {
    part: buffer.subarray(at - head.length, end - BLANK_LINE),
    eagerPart: buffer.subarray(at, end),
    jpeg: buffer.subarray(at, at + length),
  }
}

/** A buffer for one part whose JPEG has `length` bytes: everything but the JPEG is filled in, and `jpeg` is the view to fill. */
export function partFor(length: number, sequence: number, capturedAt: number): JpegPart {
  const head = partHead(length, sequence, capturedAt)
  const buffer = new Uint8Array(head.length + length + CLOSING.length)
  return partAround(buffer, head.length, length, sequence, capturedAt)
}
