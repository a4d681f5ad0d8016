import { type RtmpMessage, TYPE } from './message.ts'

/** So large are the chunks of a server, once it has said so: each of its messages is one. FFmpeg then takes the same size. */
export const CHUNK_BYTES = 60_000

/** A short message as one chunk with its full header (Adobe RTMP 1.0 §5.3.1). */
export function writeMessage({ type, timestamp, stream, body }: RtmpMessage): Uint8Array {
  const id = type < TYPE.audio ? 2 : 3
  return Uint8Array.from([
    ...[id, ...big(timestamp, 3), ...big(body.length, 3), type, ...big(stream, 4).reverse()],
    ...body,
  ])
}

/** A number as `count` bytes, big-endian. */
export function big(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.floor(value / 256 ** (count - 1 - index)) % 256)
}
