import { concat, uint } from './bytes.ts'

const LENGTH_BYTES = 4
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * One binary message that says what it carries: the header's length in bytes (unsigned, 32 bits, big-endian), the header
 * as JSON in UTF-8, then the payload up to the message's end. The payload's pieces are copied, one behind the other.
 */
export function envelope(header: object, ...payload: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const head = encoder.encode(JSON.stringify(header))
  const length = new Uint8Array(LENGTH_BYTES)
  new DataView(length.buffer).setUint32(0, head.length)
  return concat(length, head, ...payload)
}

/** What a message holds that `envelope` made: its payload is a view into it. Undefined when it is no such message. */
export function opened(message: Uint8Array): { readonly header: unknown; readonly payload: Uint8Array } | undefined {
  if (message.length < LENGTH_BYTES) return undefined
  const end = LENGTH_BYTES + uint(message, 0, LENGTH_BYTES)
  if (end > message.length) return undefined
  try {
    const header: unknown = JSON.parse(decoder.decode(message.subarray(LENGTH_BYTES, end)))
    return { header, payload: message.subarray(end) }
  } catch {
    return undefined // no JSON
  }
}
