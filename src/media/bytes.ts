/**
 * A queue of the chunks that a pipe delivered, read from the front by exact lengths.
 * `take` returns one view without copying when the bytes lie in one chunk; `takeParts` never copies.
 */
export class ByteQueue {
  #chunks: Uint8Array[] = []
  #offset = 0
  #length = 0

  get length(): number {
    return this.#length
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.#chunks.push(chunk)
    this.#length += chunk.length
  }

  /** The first `count` bytes as views into the chunks. Throws RangeError when fewer are queued. */
  takeParts(count: number): Uint8Array[] {
    if (count > this.#length) throw new RangeError(`${count} bytes asked of a queue of ${this.#length}`)
    const parts: Uint8Array[] = []
    let left = count
    let whole = 0
    while (left > 0) {
      const chunk = this.#chunks[whole] as Uint8Array // the length check above proves it
      const available = chunk.length - this.#offset
      const used = Math.min(available, left)
      parts.push(chunk.subarray(this.#offset, this.#offset + used))
      left -= used
      if (used < available) {
        this.#offset += used
      } else {
        this.#offset = 0
        whole++
      }
    }
    if (whole > 0) this.#chunks.splice(0, whole)
    this.#length -= count
    return parts
  }

  /** The first `count` bytes, or as many as are queued, in one piece; they stay queued. */
  peek(count: number): Uint8Array {
    const parts: Uint8Array[] = []
    let left = count
    for (const [index, chunk] of this.#chunks.entries()) {
      if (left <= 0) break
      const from = index === 0 ? this.#offset : 0
      parts.push(chunk.subarray(from, from + left))
      left -= Math.min(left, chunk.length - from)
    }
    return joined(parts)
  }

  /** The first `count` bytes in one piece. Throws RangeError when fewer are queued. */
  take(count: number): Uint8Array {
    return joined(this.takeParts(count))
  }
}

/** The parts in one piece; a single part is returned as it is, not copied. */
export function joined<Bytes extends Uint8Array>(parts: readonly Bytes[]): Bytes | Uint8Array<ArrayBuffer> {
  const [first] = parts
  return parts.length === 1 && first ? first : concat(...parts)
}

/** The parts one after the other, copied into a buffer of their own. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Unsigned big-endian integer of `count` bytes (1 to 6) at `at`. */
export function uint(bytes: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let index = at; index < at + count; index++) value = value * 256 + (bytes[index] ?? 0)
  return value
}

/** Whether both hold the same. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
