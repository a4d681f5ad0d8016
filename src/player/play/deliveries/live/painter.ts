import type { Decoded } from './decoder.ts'
import type { Pace } from './pace.ts'

/** Paints each picture when its time has come; of several that are due only the newest. */
export class Painter {
  readonly #paint: (decoded: Decoded) => void
  readonly #pace: Pace
  readonly #signal: AbortSignal
  #waiting: Decoded[] = []
  #paintedAt: number | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `paint` is to close the frame that it is given. */
  constructor(paint: (decoded: Decoded) => void, pace: Pace, signal: AbortSignal) {
    this.#paint = paint
    this.#pace = pace
    this.#signal = signal
  }

  take(decoded: Decoded): void {
    if (this.#isOld(decoded)) {
      decoded.frame.close()
      return
    }
    this.#waiting.push(decoded)
    if (this.#signal.aborted) this.close()
    else this.#work()
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const { frame } of this.#waiting.splice(0)) frame.close()
  }

  /** Another rendition begins with its newest keyframe, which is older than what was painted: time must not go back. */
  #isOld({ capturedAt }: Decoded): boolean {
    const older = (this.#paintedAt ?? capturedAt) - capturedAt
    return older > 0 && older < OLD_MS
  }

  #work(): void {
    clearTimeout(this.#timer)
    const now = performance.now()
    const due = this.#waiting.filter(({ capturedAt }) => this.#pace.due(capturedAt) <= now + TICK_MS / 2)
    this.#waiting = this.#waiting.filter(decoded => !due.includes(decoded))
    for (const { frame } of due.slice(0, -1)) frame.close()
    const newest = due.at(-1)
    if (newest) {
      this.#paintedAt = newest.capturedAt
      this.#paint(newest)
    }
    const [next] = this.#waiting
    if (next) this.#timer = setTimeout(() => this.#work(), Math.max(1, this.#pace.due(next.capturedAt) - now))
  }
}

const TICK_MS = 8
/** What is older than this is of a server whose clock was set back. */
const OLD_MS = 10_000
