import type { SenderReport } from './packet.ts'

/** What the streams of one sender count from. */
export interface SenderClock {
  /** A time of the sender, and ours when it was told. */
  reference?: { readonly senderMs: number; readonly ourMs: number }
}

/** Turns a stream's timestamps into ms of our own time, so that its picture and sound belong together. */
export class RtpClock {
  readonly #rate: number
  readonly #sender: SenderClock
  #report: SenderReport | undefined
  #last: { readonly timestamp: number; readonly ticks: number } | undefined
  /** Our ms at tick 0. */
  #origin = 0

  /** `rate` in ticks a second. */
  constructor(rate: number, sender: SenderClock) {
    this.#rate = rate
    this.#sender = sender
  }

  /** Takes a sender report that came at `now`. What has begun goes on as it began: times must not jump. */
  report(report: SenderReport, now: number): void {
    this.#report ??= report
    this.#sender.reference ??= { senderMs: report.ms, ourMs: now }
  }

  /** The ms of a timestamp in a packet that came at `now`. */
  ms(timestamp: number, now: number): number {
    // Differences are of 32 bits with their sign: frames may come before those that are shown earlier.
    const ticks = this.#last ? this.#last.ticks + ((timestamp - this.#last.timestamp) | 0) : 0
    if (!this.#last) this.#origin = this.#begin(timestamp, now)
    this.#last = { timestamp, ticks }
    return this.#origin + (ticks * 1000) / this.#rate
  }

  #begin(timestamp: number, now: number): number {
    const { reference } = this.#sender
    if (!reference || !this.#report) return now
    const since = (((timestamp - this.#report.timestamp) | 0) * 1000) / this.#rate
    const ms = reference.ourMs + this.#report.ms - reference.senderMs + since
    return Math.abs(ms - now) < 10_000 ? ms : now // a report that makes no sense
  }
}
