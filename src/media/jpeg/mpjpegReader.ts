import { MediaError } from '../error.ts'
import { describeJpeg } from './describe.ts'
import { type JpegPart, type Picture, partFor } from './picture.ts'

const MAX_HEAD_BYTES = 1024
const MAX_JPEG_BYTES = 32 << 20
const decoder = new TextDecoder('latin1')

type Filling = JpegPart & { filled: number; readonly capturedAt: number }

/**
 * Cuts the output of FFmpeg's mpjpeg muxer into pictures, fed with chunks of any size. Each JPEG is copied once,
 * from the pipe's chunks into the part that all viewers share. A JPEG that is cut short or garbage is left out and
 * counted in `broken`; a stream that is not mpjpeg throws MediaError `mpjpeg`.
 */
export class MpjpegReader {
  broken = 0
  readonly #nextSequence: () => number
  #head = ''
  #filling: Filling | undefined

  /** `nextSequence` numbers the picture whose headers have just been read. */
  constructor(nextSequence: () => number) {
    this.#nextSequence = nextSequence
  }

  /** Takes the next bytes of the pipe, which arrived at `now` (ms since 1970), and yields each picture they complete. */
  *push(chunk: Uint8Array, now: number): Generator<Picture, void, undefined> {
    let at = 0
    while (at < chunk.length) {
      if (!this.#filling) at = this.#readHead(chunk, at, now)
      if (!this.#filling) continue
      at = fill(this.#filling, chunk, at)
      if (this.#filling.filled < this.#filling.jpeg.length) continue
      const picture = this.#finish(this.#filling)
      this.#filling = undefined
      if (picture) yield picture
    }
  }

  /** Reads on in the part's headers; returns where in the chunk it stopped. */
  #readHead(chunk: Uint8Array, from: number, now: number): number {
    const before = this.#head.length
    this.#head += decoder.decode(chunk.subarray(from, from + MAX_HEAD_BYTES))
    const end = this.#head.search(/\r?\n\r?\n/)
    if (end < 0) {
      if (this.#head.length >= MAX_HEAD_BYTES)
        throw new MediaError('mpjpeg', 'The picture stream has no part headers where they belong.')
      return Math.min(from + MAX_HEAD_BYTES, chunk.length)
    }
    const separator = /^\r?\n\r?\n/.exec(this.#head.slice(end))?.[0] ?? ''
    const length = Number(/content-length:\s*(\d+)/i.exec(this.#head.slice(0, end))?.[1] ?? Number.NaN)
    if (!(length >= 1 && length <= MAX_JPEG_BYTES))
      throw new MediaError('mpjpeg', `A picture says it has ${length} bytes; 1 to ${MAX_JPEG_BYTES} are believed.`)
    this.#head = ''
    this.#filling = { ...partFor(length, this.#nextSequence(), now), filled: 0, capturedAt: now }
    return from + end + separator.length - before
  }

  #finish({ part, eagerPart, jpeg, capturedAt }: Filling): Picture | undefined {
    const size = describeJpeg(jpeg)
    if (!size) {
      this.broken++
      return undefined
    }
    return { sequence: this.#nextSequence(), capturedAt, ...size, jpeg, part, eagerPart }
  }
}

function fill(filling: Filling, chunk: Uint8Array, from: number): number {
  const count = Math.min(filling.jpeg.length - filling.filled, chunk.length - from)
  filling.jpeg.set(chunk.subarray(from, from + count), filling.filled)
  filling.filled += count
  return from + count
}
