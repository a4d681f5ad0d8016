/** One JPEG, whole, with all that its viewers are told of it. */
export interface Picture {
  /** Counts a camera's pictures from 1. */
  readonly sequence: number
  /** When its first byte arrived, or when its publisher says it was taken, in ms since 1970. */
  readonly capturedAt: number
  readonly width: number
  readonly height: number
  readonly jpeg: Uint8Array<ArrayBuffer>
  /** The same bytes as a ready part of a multipart/x-mixed-replace response: headers, JPEG, next boundary. */
  readonly part: Uint8Array<ArrayBuffer>
}

/** A part that is being filled: `jpeg` is a view into `part`. */
export interface JpegPart {
  readonly part: Uint8Array<ArrayBuffer>
  readonly jpeg: Uint8Array<ArrayBuffer>
}

export const BOUNDARY = 'tunnelcam'
const encoder = new TextEncoder()

/** What a multipart response begins with; each part brings the boundary that follows it. */
export const OPENING = encoder.encode(`--${BOUNDARY}\r\n`)
/** Browsers paint a picture when they see the boundary behind it, so it goes out with the picture. */
export const CLOSING = encoder.encode(`\r\n--${BOUNDARY}\r\n`)

/** The headers of the part that holds a JPEG of `length` bytes. X-Timestamp is in seconds, as mjpg-streamer writes it. */
export function partHead(length: number, sequence: number, capturedAt: number): Uint8Array<ArrayBuffer> {
  return encoder.encode(
    `Content-Type: image/jpeg\r\nContent-Length: ${length}\r\nX-Timestamp: ${(capturedAt / 1000).toFixed(6)}\r\n` +
      `X-Tunnelcam-Sequence: ${sequence}\r\nX-Tunnelcam-Captured-At: ${capturedAt}\r\n\r\n`,
  )
}

/** A buffer for one part whose JPEG has `length` bytes: everything but the JPEG is filled in, and `jpeg` is the view to fill. */
export function partFor(length: number, sequence: number, capturedAt: number): JpegPart {
  const head = partHead(length, sequence, capturedAt)
  const part = new Uint8Array(head.length + length + CLOSING.length)
  part.set(head)
  part.set(CLOSING, head.length + length)
  return { part, jpeg: part.subarray(head.length, head.length + length) }
}
