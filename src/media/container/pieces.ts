import { joined } from '../bytes.ts'
import type { ElementReader, Piece } from './piece.ts'

/** Cuts a stream, fed with chunks of any size, into pieces: views into the chunks, unless an element begins across two. */
export class Pieces {
  readonly #read: ElementReader
  /** Where an element begins, as far as it has come. */
  #begun: Uint8Array = new Uint8Array()
  #left = 0
  #kind: Piece['kind'] = 'head'

  constructor(read: ElementReader) {
    this.#read = read
  }

  /** Takes the next bytes of the stream. Throws MediaError when they can't be what they should. */
  *push(chunk: Uint8Array): Generator<Piece, void, undefined> {
    let bytes = this.#begun.length > 0 ? joined([this.#begun, chunk]) : chunk
    this.#begun = new Uint8Array()
    while (bytes.length > 0) {
      const element = this.#left === 0 ? this.#read(bytes) : { kind: this.#kind, size: this.#left }
      if (!element) {
        this.#begun = bytes.slice()
        return
      }
      const here = Math.min(element.size, bytes.length)
      yield { kind: element.kind, bytes: bytes.subarray(0, here) }
      this.#left = element.size - here
      this.#kind = element.kind === 'head' ? 'head' : 'rest'
      bytes = bytes.subarray(here)
    }
  }
}
