/** What is wrong with the boxes of a file, and where. */
export class BoxError extends Error {}

/** One box of an ISO base media file (ISO/IEC 14496-12 §4.2): its body is a view, nothing is copied. */
export interface Box {
  readonly type: string
  /** Where the box starts, in bytes from the start of the file that `boxes` was given. */
  readonly start: number
  readonly size: number
  readonly body: Uint8Array
}

/**
 * The boxes that fill these bytes exactly, one after the other. Throws BoxError for a size that is absurd, that reaches
 * past the end, or 0 ("to the end of the file"), which a segment of a stream may not say.
 */
export function boxes(bytes: Uint8Array, from = 0): Box[] {
  const found: Box[] = []
  for (let at = 0; at < bytes.length; ) {
    const box = boxAt(bytes, at, from)
    found.push(box)
    at += box.size
  }
  return found
}

/** The first box down a path of types, as box(moov, ['mvex', 'trex']). Throws BoxError when it is not there. */
export function box(inside: Box, path: readonly string[]): Box {
  return path.reduce((parent, type) => {
    const found = children(parent).find(child => child.type === type)
    if (found === undefined) throw new BoxError(`${parent.type} at byte ${parent.start} has no ${type}`)
    return found
  }, inside)
}

/** The boxes inside a box that holds only boxes. */
export function children(parent: Box): Box[] {
  return boxes(parent.body, parent.start + parent.size - parent.body.length)
}

function boxAt(bytes: Uint8Array, at: number, from: number): Box {
  const left = bytes.length - at
  if (left < 8) throw new BoxError(`${left} bytes are left at byte ${from + at}: a box needs 8`)
  const fields = new Fields(bytes.subarray(at), `the box at byte ${from + at}`)
  const short = fields.u32()
  const type = fields.text(4)
  if (!/^[\x20-\x7e]{4}$/.test(type)) throw new BoxError(`the box at byte ${from + at} has no readable type`)
  if (short === 0) throw new BoxError(`${type} at byte ${from + at} says size 0, "to the end of the file"`)
  const size = short === 1 ? fields.u64() : short
  const header = short === 1 ? 16 : 8
  if (size < header) throw new BoxError(`${type} at byte ${from + at} says ${size} bytes, less than its own header`)
  if (size > left) throw new BoxError(`${type} at byte ${from + at} says ${size} bytes, but ${left} are left`)
  return { type, start: from + at, size, body: bytes.subarray(at + header, at + size) }
}

/** Reads big-endian fields one after the other; throws BoxError at the end of the bytes. */
export class Fields {
  readonly #bytes: Uint8Array
  readonly #of: string
  #at = 0

  constructor(bytes: Uint8Array, of: string) {
    this.#bytes = bytes
    this.#of = of
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  u8(): number {
    return this.#number(1)
  }
  u16(): number {
    return this.#number(2)
  }
  u24(): number {
    return this.#number(3)
  }
  u32(): number {
    return this.#number(4)
  }
  i32(): number {
    return this.#number(4) | 0
  }

  /** A 64-bit number; throws when it is more than a double can count. */
  u64(): number {
    const value = this.#number(4) * 2 ** 32 + this.#number(4)
    if (!Number.isSafeInteger(value)) throw new BoxError(`${this.#of} holds an absurd 64-bit number, ${value}`)
    return value
  }

  text(length: number): string {
    return String.fromCharCode(...this.take(length))
  }

  take(length: number): Uint8Array {
    if (length > this.left) throw new BoxError(`${this.#of} is cut short: ${length} bytes wanted, ${this.left} left`)
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  #number(length: number): number {
    return this.take(length).reduce((value, byte) => value * 256 + byte, 0)
  }
}
