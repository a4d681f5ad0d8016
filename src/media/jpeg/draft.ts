import { HEAD_ROOM, type JpegPart, PART_END, partAround, partFor } from './picture.ts'

const SMALLEST = 4096

/**
 * A JPEG that is being received, of any length, with room around it: to become a part it need not be copied again, once
 * its number is known.
 */
export class JpegDraft {
  #buffer: Uint8Array<ArrayBuffer>
  #length = 0
  #used = false

  /** `capacity` in bytes is what is expected; more is taken too. */
  constructor(capacity = SMALLEST) {
    this.#buffer = new Uint8Array(HEAD_ROOM + Math.max(SMALLEST, capacity) + PART_END)
  }

  /** Bytes so far. */
  get length(): number {
    return this.#length
  }

  /** What has come so far: a view, until more comes. */
  get jpeg(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(HEAD_ROOM, HEAD_ROOM + this.#length)
  }

  append(bytes: Uint8Array): void {
    const end = HEAD_ROOM + this.#length + bytes.length
    if (end + PART_END > this.#buffer.length) this.#growTo(2 * end)
    this.#buffer.set(bytes, HEAD_ROOM + this.#length)
    this.#length += bytes.length
  }

  /** Takes back all but the first `length` bytes. */
  cutTo(length: number): void {
    this.#length = Math.min(length, this.#length)
  }

  /** The part with this number and time (ms since 1970). One that is asked for again is a copy: the first may be on its way. */
  part(sequence: number, capturedAt: number): JpegPart {
    const { jpeg } = this
    if (this.#used) {
      const copy = partFor(jpeg.length, sequence, capturedAt)
      copy.jpeg.set(jpeg)
      return copy
    }
    this.#used = true
    return partAround(this.#buffer, HEAD_ROOM, jpeg.length, sequence, capturedAt)
  }

  #growTo(size: number): void {
    const buffer = new Uint8Array(size)
    buffer.set(this.#buffer.subarray(0, HEAD_ROOM + this.#length))
    this.#buffer = buffer
  }
}
