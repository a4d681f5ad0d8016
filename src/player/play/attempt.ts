import type { CameraState } from '../server/cameraJson.ts'
import type { Painting } from '../sight/paintings.ts'
import { linked } from '../signals.ts'
import { carrier, onVideo, type Via } from './ladder.ts'
import { patienceMs } from './patience.ts'

/** What a delivery that is tried tells, and is told. */
export interface Try {
  readonly via: Via
  /** Whether it is seen by the person, or tried behind another one that is. */
  readonly front: boolean
  /** It plays behind another one that has the page's video, so it has to do with one of its own. */
  readonly rehearsal: boolean
  readonly signal: AbortSignal
  /** Something of the camera has come this way. */
  heard(): void
  /** A picture was shown, of this capture time on the server's clock and this number of the server's, as far as known. */
  painted(capturedAt?: number, sequence?: number): void
  /** The browser refuses to play before the person has touched the page. */
  refused(): void
  /** Calls `action` if it comes to the front later. */
  whenFront(action: () => void): void
}

/** What a try needs of the page. */
export interface TryContext {
  /** Runs one delivery until its signal aborts or it cannot go on. */
  play(attempt: Try): Promise<void>
  /** Told of each picture that the person sees; it moves if it was not the first one of its try. */
  seen(painting: Painting): void
  /** Told when the try that the person sees has shown its second picture, and with undefined when it ends. */
  moving(via: Via | undefined): void
  /** Told when the try that the person sees may not play before he has touched the page. */
  refused(): void
  /** What the camera did when the server answered last; undefined while it doesn't. */
  cameraState(): CameraState['kind'] | undefined
  /** The server was asked, and does not answer any more. */
  silent(): boolean
  /** The time between two pictures, in ms, where it is known. */
  frameMs(): number | undefined
  hidden(): boolean
}

/** How a try went, as far as it can tell. */
export interface Ended {
  readonly heard: boolean
  readonly moved: boolean
  readonly lasted: boolean
  /** It was ended because device or network had been away, and its connection with them. */
  readonly resumed: boolean
  /** A live WebSocket was closed, or never opened, before anything came. */
  readonly refused: boolean
}

const LASTED_MS = 60_000
const TICK_MS = 250
/** Without a picture for so long, a connection that may have been slept through is not waited for; soon after for less. */
const SLEPT_MS = 1500
const AWAKE_MS = 500
const SOON_MS = 3000

/** One try of one delivery, judged by the picture moving and not by its own word. */
export class Attempt implements Try {
  readonly via: Via
  readonly rehearsal: boolean
  readonly startedAt = performance.now()
  /** Resolves when it has ended, with all that it opened closed. */
  readonly over: Promise<Ended>
  readonly #context: TryContext
  readonly #stop: AbortController
  #front: boolean
  #whenFront: (() => void)[] = []
  #heard = false
  #resumed = false
  #pictures = 0
  #firstAt = 0
  #lastAt = 0
  /** From one picture to the next. */
  #longestMs = 0
  #capturedAt: number | undefined
  #overdueMs = 0
  #resumedAt = Number.NEGATIVE_INFINITY
  #tickAt = this.startedAt
  #wasSilent: boolean

  /** Begins to try; `behind` is the one that the person sees meanwhile. */
  constructor(via: Via, context: TryContext, behind: Attempt | undefined, signal: AbortSignal) {
    this.via = via
    this.#context = context
    this.#stop = linked(signal)
    this.#front = behind === undefined
    this.rehearsal = behind !== undefined && onVideo(behind.via) && onVideo(via)
    this.#wasSilent = context.silent()
    this.over = this.#run()
  }

  get front(): boolean {
    return this.#front
  }

  get signal(): AbortSignal {
    return this.#stop.signal
  }

  /** When the newest picture was captured, ms on the server's clock, where that is known. */
  get capturedAt(): number | undefined {
    return this.#capturedAt
  }

  /** For how long it has been moving, in ms; 0 while it isn't, or pauses. */
  get movingMs(): number {
    const now = performance.now()
    const pauseMs = Math.max(1000, 3 * (this.#context.frameMs() ?? 0))
    return this.#pictures > 1 && now - this.#lastAt < pauseMs ? now - this.#firstAt : 0
  }

  heard(): void {
    this.#heard = true
  }

  painted(capturedAt?: number, sequence?: number): void {
    if (this.signal.aborted || (capturedAt !== undefined && capturedAt === this.#capturedAt)) return
    this.#heard = true
    this.#capturedAt = capturedAt
    const now = performance.now()
    if (this.#pictures > 0) {
      this.#overdueMs = 0
      this.#longestMs = Math.max(this.#longestMs, now - this.#lastAt)
    } else this.#firstAt = now
    this.#lastAt = now
    this.#pictures++
    if (!this.#front) return
    if (this.#pictures === 2) this.#context.moving(this.via)
    this.#context.seen({ capturedAt, sequence, moving: this.#pictures > 1 })
  }

  refused(): void {
    if (this.#front) this.#context.refused()
  }

  whenFront(action: () => void): void {
    this.#whenFront.push(action)
  }

  /** Brings it to the front, and ends the one that was there until now. */
  replace(other: Attempt): void {
    this.#front = true
    for (const action of this.#whenFront.splice(0)) action()
    other.#front = false
    other.stop()
    this.#context.moving(this.via)
  }

  stop(): void {
    this.#stop.abort()
  }

  /** Device or network was away, perhaps: what then shows nothing at once is ended, to be begun anew. */
  resume(): void {
    if (this.#isOlderThan(SLEPT_MS)) this.#endToResume()
    this.#resumedAt = performance.now()
  }

  async #run(): Promise<Ended> {
    const watchdog = setInterval(() => this.#tick(), TICK_MS)
    let stopped = false
    try {
      await this.#context.play(this)
    } catch (error) {
      console.info(`tunnelcam: ${this.via} ended.`, error)
    } finally {
      stopped = this.signal.aborted
      clearInterval(watchdog)
      this.stop()
      if (this.#front) this.#context.moving(undefined)
    }
    const moved = this.#pictures > 1
    const lasted = moved && performance.now() - this.startedAt > LASTED_MS
    const refused = carrier(this.via) === 'socket' && !this.#heard && !stopped
    return { heard: this.#heard, moved, lasted, resumed: this.#resumed, refused }
  }

  #tick(): void {
    const now = performance.now()
    const slept = now - this.#tickAt > SLEPT_MS
    this.#tickAt = now
    if (this.#context.hidden()) return
    const silent = this.#context.silent()
    if (slept || (this.#wasSilent && !silent)) this.resume()
    this.#wasSilent = silent
    const isSoon = now - this.#resumedAt < SOON_MS
    if (isSoon && this.#pictures > 0 && this.#isOlderThan(AWAKE_MS)) this.#endToResume()
    const state = this.#context.cameraState()
    // An idle camera too: that means that what the delivery asked for never reached the server.
    if (state !== 'live' && state !== 'idle') return
    this.#overdueMs += TICK_MS
    const moved = this.#pictures > 1
    const frameMs = this.#context.frameMs() ?? 0
    if (this.#overdueMs > patienceMs(this.via, { heard: this.#heard, moved, frameMs })) this.stop()
  }

  #isOlderThan(ms: number): boolean {
    const newest = Math.max(this.startedAt, this.#lastAt)
    // On a thin line pictures pause without anything being wrong: only a longer pause than any before says something.
    const usualMs = Math.max(3 * (this.#context.frameMs() ?? 0), 1.5 * this.#longestMs)
    return performance.now() - newest > Math.max(ms, usualMs)
  }

  #endToResume(): void {
    if (this.signal.aborted) return
    this.#resumed = true
    this.stop()
  }
}
