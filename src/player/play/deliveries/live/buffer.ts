import { joined } from '../../../../media/bytes.ts'

/** So much of what was played is kept, in seconds. */
const KEPT = 4

/** What follows is of another type, as of `addSourceBuffer`. */
interface Turn {
  readonly type: string
}

/** A SourceBuffer that is fed with pieces as they come: what comes while it is busy goes in together. */
export class LiveBuffer {
  readonly #buffer: SourceBuffer
  readonly #playhead: () => number
  #waiting: (Uint8Array<ArrayBuffer> | Turn)[] = []

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

  /** The pieces from here on are of this type, and begin with an init segment of their own. */
  turn(type: string): void {
    this.#waiting.push({ type })
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
    this.#turn()
    const next = this.#waiting.findIndex(isTurn)
    const pieces = this.#waiting.splice(0, next < 0 ? this.#waiting.length : next)
    if (pieces.length > 0) this.#buffer.appendBuffer(joined(pieces.filter(isPiece)))
  }

  #turn(): void {
    for (let [next] = this.#waiting; next && isTurn(next); [next] = this.#waiting) {
      this.#buffer.changeType(next.type)
      this.#waiting.shift()
    }
  }
}

function isTurn(waiting: Uint8Array<ArrayBuffer> | Turn): waiting is Turn {
  return 'type' in waiting
}

function isPiece(waiting: Uint8Array<ArrayBuffer> | Turn): waiting is Uint8Array<ArrayBuffer> {
  return !isTurn(waiting)
}
