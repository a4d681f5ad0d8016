import { ByteQueue, uint } from '../bytes.ts'
import { MediaError } from '../error.ts'

/** One FLV tag: its payload is a list of views into the pipe's chunks, not yet copied. */
export interface FlvTag {
  readonly type: 'video' | 'audio' | 'script'
  /** Decode time in milliseconds. */
  readonly timestamp: number
  readonly payload: readonly Uint8Array[]
  readonly size: number
}

/** What the FLV header announces. */
export interface FlvHeader {
  readonly video: boolean
  readonly audio: boolean
}

const TYPES: ReadonlyMap<number, FlvTag['type']> = new Map([
  [8, 'audio'],
  [9, 'video'],
  [18, 'script'],
])
const HEADER_BYTES = 9 + 4
const TAG_HEADER_BYTES = 11
/** An access unit above this is not a camera's: 4K keyframes stay under 4 MiB. */
const MAX_TAG_BYTES = 8 << 20

/**
 * Cuts FLV (Adobe Flash Video File Format 10.1, Annex E) into tags, fed with chunks of any size.
 * Throws MediaError `flv_*` on anything that is not FLV; it must not be fed again after that.
 */
export class FlvTagReader {
  readonly #queue = new ByteQueue()
  #header: FlvHeader | undefined
  #pending: { type: FlvTag['type']; size: number; timestamp: number } | undefined

  get header(): FlvHeader | undefined {
    return this.#header
  }

  /** Takes the next bytes of the pipe and yields each tag that they complete. */
  *push(chunk: Uint8Array): Generator<FlvTag, void, undefined> {
    this.#queue.push(chunk)
    if (!this.#header && this.#queue.length >= HEADER_BYTES) this.#header = readHeader(this.#queue.take(HEADER_BYTES))
    if (!this.#header) return
    for (;;) {
      if (!this.#pending) {
        if (this.#queue.length < TAG_HEADER_BYTES) return
        this.#pending = readTagHeader(this.#queue.take(TAG_HEADER_BYTES))
      }
      const { type, size, timestamp } = this.#pending
      if (this.#queue.length < size + 4) return
      const payload = this.#queue.takeParts(size)
      this.#queue.take(4) // PreviousTagSize: FFmpeg writes it, nobody needs it
      this.#pending = undefined
      yield { type, timestamp, payload, size }
    }
  }
}

function readHeader(bytes: Uint8Array): FlvHeader {
  if (uint(bytes, 0, 3) !== 0x464c56)
    throw new MediaError('flv_header', 'The stream does not start with an FLV header.')
  const flags = uint(bytes, 4, 1)
  return { audio: (flags & 4) !== 0, video: (flags & 1) !== 0 }
}

function readTagHeader(bytes: Uint8Array): { type: FlvTag['type']; size: number; timestamp: number } {
  const type = TYPES.get(uint(bytes, 0, 1))
  const size = uint(bytes, 1, 3)
  if (!type)
    throw new MediaError('flv_tag', `FLV tag type ${uint(bytes, 0, 1)} is not audio (8), video (9) or script (18).`)
  if (size > MAX_TAG_BYTES)
    throw new MediaError('flv_tag', `An FLV tag says it has ${size} bytes; at most ${MAX_TAG_BYTES} are believed.`)
  const timestamp = uint(bytes, 4, 3) + uint(bytes, 7, 1) * 0x1000000
  return { type, size, timestamp: timestamp > 0x7fffffff ? timestamp - 0x100000000 : timestamp }
}
