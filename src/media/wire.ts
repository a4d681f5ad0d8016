const LENGTH_BYTES = 4
const encoder = new TextEncoder()

/**
 * One binary message that says what it carries: the header's length in bytes (unsigned, 32 bits, big-endian), the header
 * as JSON in UTF-8, then the payload up to the message's end. The payload is copied.
 */
export function envelope(header: object, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = encoder.encode(JSON.stringify(header))
  const message = new Uint8Array(LENGTH_BYTES + head.length + payload.length)
  new DataView(message.buffer).setUint32(0, head.length)
  message.set(head, LENGTH_BYTES)
  message.set(payload, LENGTH_BYTES + head.length)
  return message
}
