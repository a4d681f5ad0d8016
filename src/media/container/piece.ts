/**
 * A piece of a stream in a container. `head`: every reader needs it first. `join`: a reader may begin here, after the head.
 * `rest`: what follows either, and belongs to it. All pieces one after the other are the stream.
 */
export interface Piece {
  readonly kind: 'head' | 'join' | 'rest'
  readonly bytes: Uint8Array
}

/** What a container's reader makes of the bytes of an element's beginning. */
export interface Element {
  readonly kind: Piece['kind']
  /** Bytes of the beginning itself, and of what follows up to the next element's. */
  readonly size: number
}

/**
 * Reads where an element begins. Undefined while there are too few bytes (16 always are enough); throws MediaError for what
 * can't be this container.
 */
export type ElementReader = (bytes: Uint8Array) => Element | undefined
