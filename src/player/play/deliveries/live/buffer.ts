import { joined } from '../../../../media/bytes.ts'

/** So much of what was played is kept, in seconds. */
const KEPT = 4

/** A SourceBuffer that is fed with pieces as they come: what comes while it is busy goes in together. */
export class LiveBuffer {
  readonly #buffer: SourceBuffer
  readonly #playhead: () => number
  #waiting: Uint8Array<ArrayBuffer>[] = []

  /** `fail` hears of an append that was refused. */
  constructor(buffer: SourceBuffer, playhead: () => number, fail: (error: unknown) => void) {
    this.#buffer = buffer
    this.#playhead = playhead
    buffer.addEventListener('updateend', () => this.#guarded(fail))
    buffer.addEventListener('error', () => fail(new Error('The browser could not take the video.')))
  }

  append(piece: Uint8Array<ArrayBuffer>): void {
    this.#waiting.push(piece)
    this.#work()
  }

  /** The end of what is buffered, in seconds; undefined while there is nothing. */
  get end(): number | undefined {
    const { buffered } = this.#buffer
    return buffered.length > 0 ? buffered.end(buffered.length - 1) : undefined
  }

  #guarded(fail: (error: unknown) => void): void {
    try {
      this.#work()
    } catch (error) {
      fail(error)
    }
  }

  #work(): void {
    if (this.#buffer.updating) return
    const { buffered } = this.#buffer
    const old = this.#playhead() - KEPT
    if (buffered.length > 0 && old - buffered.start(0) > KEPT) {
      this.#buffer.remove(0, old)
      return
    }
    const pieces = this.#waiting.splice(0)
    if (pieces.length > 0) this.#buffer.appendBuffer(joined(pieces))
  }
}
