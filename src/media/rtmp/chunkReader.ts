import { ByteQueue, uint } from '../bytes.ts'
import { MediaError } from '../error.ts'
import { type RtmpMessage, TYPE } from './message.ts'

/** Encoders use four or five. */
const MOST_CHUNK_STREAMS = 64
const DEFAULT_CHUNK_BYTES = 128
const MOST_HEADER_BYTES = 3 + 11 + 4
const EXTENDED = 0xffffff
const WRAP = 2 ** 32
/** By the header's format: full, without the stream, a time only, nothing new (§5.3.1.2). */
const HEADER_BYTES = [11, 7, 3, 0] as const

/** What the headers of a chunk stream have said: the next may leave it out. */
interface Said {
  readonly timestamp: number
  /** The time as the header had it. */
  readonly field: number
  readonly size: number
  readonly type: number
  readonly stream: number
}

interface Unfinished {
  readonly body: Uint8Array
  got: number
}

/**
 * Puts the chunks of an RTMP connection together to messages (Adobe RTMP 1.0 §5.3), fed with bytes in pieces of any size.
 * Throws MediaError `rtmp` on what can't be; it must not be fed again after that.
 */
export class RtmpChunkReader {
  /** No message may have more bytes, nor may twice as many be on their way at once. */
  mostBytes: number
  readonly #queue = new ByteQueue()
  readonly #said = new Map<number, Said>()
  readonly #unfinished = new Map<number, Unfinished>()
  #chunkBytes = DEFAULT_CHUNK_BYTES
  /** The chunk stream of the chunk that is being read, and what of it has not come. */
  #id = 0
  #left = 0

  constructor(mostBytes: number) {
    this.mostBytes = mostBytes
  }

  /** Takes the next bytes and yields each message that they complete, but for those about chunks alone. */
  *push(bytes: Uint8Array): Generator<RtmpMessage, void, undefined> {
    this.#queue.push(bytes)
    while (this.#left > 0 ? this.#queue.length > 0 : this.#begin()) {
      const message = this.#fill()
      if (message?.type === TYPE.setChunkSize) this.#setChunkBytes(uint(message.body, 0, 4))
      else if (message?.type === TYPE.abort) this.#unfinished.delete(uint(message.body, 0, 4))
      else if (message) yield message
    }
  }

  /** Reads the header of the next chunk; false when it is not here yet. */
  #begin(): boolean {
    const head = this.#queue.peek(MOST_HEADER_BYTES)
    const first = head[0]
    if (first === undefined) return false
    const idBytes = [2, 3][first & 63] ?? 1
    const format = HEADER_BYTES[first >> 6] ?? 0
    if (head.length < idBytes + format) return false
    const id = idBytes === 1 ? first & 63 : 64 + uint(head, 1, 1) + (idBytes === 3 ? 256 * uint(head, 2, 1) : 0)
    const before = this.#said.get(id)
    if (!before && format !== 11) throw wrong('a chunk leaves out what was never said')
    const field = format === 0 ? (before?.field ?? 0) : uint(head, idBytes, 3)
    const extended = field === EXTENDED ? 4 : 0
    if (head.length < idBytes + format + extended) return false
    const time = extended ? uint(head, idBytes + format, 4) : field
    const header = head.subarray(idBytes, idBytes + format)
    this.#queue.takeParts(idBytes + format + extended)
    this.#id = id
    this.#left = this.#chunkOf(id, header, field, time)
    return true
  }

  /** How many bytes of a message the chunk has that begins with this header; notes what it says. */
  #chunkOf(id: number, header: Uint8Array, field: number, time: number): number {
    const before = this.#said.get(id)
    const going = this.#unfinished.get(id)
    if (going) {
      if (header.length > 0) throw wrong('a message begins within another')
      return Math.min(this.#chunkBytes, going.body.length - going.got)
    }
    const said = saidBy(header, field, time, before)
    if (said.size > this.mostBytes)
      throw wrong(`a message says it has ${said.size} bytes; at most ${this.mostBytes} are believed`)
    const others = [...this.#unfinished.values()].reduce((sum, { body }) => sum + body.length, 0)
    if ((!before && this.#said.size >= MOST_CHUNK_STREAMS) || others + said.size > 2 * this.mostBytes)
      throw wrong('more messages are on their way at once than an encoder sends')
    this.#said.set(id, said)
    this.#unfinished.set(id, { body: new Uint8Array(said.size), got: 0 })
    return Math.min(this.#chunkBytes, said.size)
  }

  /** Takes what has come of the chunk. */
  #fill(): RtmpMessage | undefined {
    const said = this.#said.get(this.#id)
    const going = this.#unfinished.get(this.#id)
    if (!said || !going) {
      this.#queue.takeParts(Math.min(this.#left, this.#queue.length)) // the rest of what was aborted
      this.#left = 0
      return undefined
    }
    const here = Math.min(this.#left, this.#queue.length)
    for (const part of this.#queue.takeParts(here)) {
      going.body.set(part, going.got)
      going.got += part.length
    }
    this.#left -= here
    if (going.got < going.body.length) return undefined
    this.#unfinished.delete(this.#id)
    return { type: said.type, timestamp: said.timestamp, stream: said.stream, body: going.body }
  }

  #setChunkBytes(size: number): void {
    if (size < 1 || size > 0x7fffffff) throw wrong(`chunks of ${size} bytes can't be`)
    this.#chunkBytes = size
  }
}

function saidBy(header: Uint8Array, field: number, time: number, before: Said | undefined): Said {
  const { length } = header
  return {
    timestamp: length === 11 ? time : ((before?.timestamp ?? 0) + time) % WRAP,
    field,
    size: length >= 7 ? uint(header, 3, 3) : (before?.size ?? 0),
    type: length >= 7 ? uint(header, 6, 1) : (before?.type ?? 0),
    stream: length === 11 ? uint(header.slice(7).reverse(), 0, 4) : (before?.stream ?? 0),
  }
}

function wrong(what: string): MediaError {
  return new MediaError('rtmp', `What comes is not RTMP: ${what}.`)
}
