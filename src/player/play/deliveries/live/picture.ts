import { opened } from '../../../../media/wire.ts'

/** A JPEG that came over a live WebSocket; `capturedAt` in ms since the epoch on the server's clock. */
export interface LivePicture {
  readonly capturedAt: number
  readonly sequence?: number
  readonly jpeg: Blob
}

/** The JPEG in a binary message; undefined when it is something else. */
export function readPicture(message: ArrayBuffer): LivePicture | undefined {
  const bytes = new Uint8Array(message)
  const envelope = opened(bytes)
  if (!envelope) return undefined
  const { type, capturedAt, sequence } = Object(envelope.header)
  if (type !== 'jpeg' || !Number.isFinite(capturedAt)) return undefined
  const jpeg = bytes.subarray(bytes.length - envelope.payload.length)
  return { capturedAt, ...(Number.isFinite(sequence) && { sequence }), jpeg: new Blob([jpeg], { type: 'image/jpeg' }) }
}
