import { sameBytes } from '../media/bytes.ts'
import { MpjpegReader } from '../media/jpeg/mpjpegReader.ts'
import type { Picture } from '../media/jpeg/picture.ts'
import type { Pictures } from './pictures.ts'

/**
 * FFmpeg's pipe of JPEGs: bytes in, pictures into the hub. With `pictureTime` the source repeats a picture until there
 * is a newer one: equal pictures in a row are then one picture, made at that time (ms since 1970).
 */
export class JpegPipe {
  readonly #pictures: Pictures
  readonly #reader: MpjpegReader
  readonly #pictureTime: (() => number) | undefined
  #repeated: Picture | undefined
  #frames = 0

  constructor(pictures: Pictures, pictureTime?: () => number) {
    this.#pictures = pictures
    this.#pictureTime = pictureTime
    this.#reader = new MpjpegReader(() => pictures.nextSequence)
  }

  /** Whole pictures so far, the repeated ones too. */
  get frames(): number {
    return this.#frames
  }

  /** JPEGs that were left out, as they were cut short or garbage. */
  get broken(): number {
    return this.#reader.broken
  }

  /** Takes bytes that arrived at `now`, ms since 1970. Throws MediaError when they are not mpjpeg. */
  push(chunk: Uint8Array, now: number): void {
    for (const picture of this.#reader.push(chunk, this.#pictureTime?.() ?? now)) {
      this.#frames++
      if (!this.#isRepeated(picture)) this.#pictures.publish(picture)
    }
  }

  #isRepeated(picture: Picture): boolean {
    if (!this.#pictureTime) return false
    const repeated = this.#repeated !== undefined && sameBytes(this.#repeated.jpeg, picture.jpeg)
    if (!repeated) this.#repeated = picture
    return repeated
  }
}
