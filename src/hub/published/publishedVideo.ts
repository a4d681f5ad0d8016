import { flvElements } from '../../media/container/flv.ts'
import { matroskaElements } from '../../media/container/matroska.ts'
import { mp4Elements } from '../../media/container/mp4.ts'
import { mpegTsElements } from '../../media/container/mpegTs.ts'
import type { ElementReader, Piece } from '../../media/container/piece.ts'
import { Pieces } from '../../media/container/pieces.ts'
import { MediaError } from '../../media/error.ts'

const FORMATS = {
  mp4: mp4Elements,
  matroska: matroskaElements,
  flv: flvElements,
  mpegts: mpegTsElements,
} satisfies Record<string, () => ElementReader>

/** A container that video may be sent in, by FFmpeg's name. */
export type VideoFormat = keyof typeof FORMATS

/** Whether this names such a container. */
export function isVideoFormat(name: unknown): name is VideoFormat {
  return typeof name === 'string' && Object.hasOwn(FORMATS, name)
}

/** In bytes: what describes a video is small, and a group of pictures that is larger than this never ends. */
const MOST_HEAD = 1 << 20
const MOST_GROUP = 32 << 20
/** What a piece that is kept takes beside its bytes. */
const PIECE_BYTES = 256

/**
 * A video as it is sent, in its container. It may be read from now on by who comes late: kept is what stands before it, and
 * what came since a reader could last begin.
 */
export class PublishedVideo {
  readonly format: VideoFormat
  readonly #pieces: Pieces
  readonly #readers = new Set<(piece: Piece) => void>()
  readonly #head: Uint8Array[] = []
  #group: Piece[] = []
  #headBytes = 0
  #groupBytes = 0

  constructor(format: VideoFormat) {
    this.format = format
    this.#pieces = new Pieces(FORMATS[format]())
  }

  /** A reader may begin. */
  get begun(): boolean {
    return this.#group.length > 0
  }

  /** What a reader would get now. */
  get soFar(): readonly Uint8Array[] {
    return [...this.#head, ...this.#group.map(({ bytes }) => bytes)]
  }

  /** Takes the next bytes. Throws MediaError when they are not what they should be, or can't be kept. */
  push(chunk: Uint8Array): void {
    for (const piece of this.#pieces.push(chunk)) {
      if (piece.kind === 'join') {
        this.#group = []
        this.#groupBytes = 0
        this.#keep(piece)
      } else if (this.begun) this.#keep(piece)
      else if (piece.kind === 'head') this.#keepHead(piece)
    }
  }

  /** Calls `read` with the head, what came since a reader could last begin, and all that comes, until the returned function is called. */
  subscribe(read: (piece: Piece) => void): () => void {
    for (const bytes of this.#head) read({ kind: 'head', bytes })
    for (const piece of this.#group) read(piece)
    this.#readers.add(read)
    return () => this.#readers.delete(read)
  }

  #keepHead({ bytes }: Piece): void {
    this.#headBytes += bytes.length + PIECE_BYTES
    if (this.#headBytes > MOST_HEAD) throw new MediaError('too_large', 'This video does not begin within a mebibyte.')
    this.#head.push(new Uint8Array(bytes)) // a copy: it stays, and must not keep what came beside it
  }

  #keep(piece: Piece): void {
    this.#groupBytes += piece.bytes.length + PIECE_BYTES
    if (this.#groupBytes > MOST_GROUP)
      throw new MediaError('too_large', 'This video has no place to begin for 32 MiB: send keyframes more often.')
    this.#group.push(piece)
    for (const read of this.#readers) read(piece)
  }
}
