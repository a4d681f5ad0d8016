import { concat } from '../../../media/bytes.ts'

/** An EBML element (RFC 8794 §5) with this id, marker bits included, around its parts. */
export function element(id: number, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const data = concat(...parts)
  return concat(bigEndian(id), size(data.length), data)
}

/** The beginning of an element whose size is not known yet (RFC 8794 §6.2): what follows is in it. */
export function openElement(id: number): Uint8Array<ArrayBuffer> {
  return concat(bigEndian(id), Uint8Array.of(0x01, 255, 255, 255, 255, 255, 255, 255))
}

/** An element with a whole number, 0 or more. */
export function uintElement(id: number, value: number): Uint8Array<ArrayBuffer> {
  return element(id, bigEndian(value))
}

/** An element with a number of 64 bits (IEEE 754). */
export function floatElement(id: number, value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, value)
  return element(id, bytes)
}

/** An element with text of ASCII letters. */
export function textElement(id: number, text: string): Uint8Array<ArrayBuffer> {
  return element(id, new TextEncoder().encode(text))
}

/** A size in four bytes, which hold up to 2^28 - 2. */
function size(bytes: number): Uint8Array {
  return bigEndian(0x10000000 + bytes)
}

function bigEndian(value: number): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Uint8Array.from(bytes)
}
