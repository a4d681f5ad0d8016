/** The rate is that of so many ms. */
const RATE_MS = 3000
/** How long a way usually is is looked at anew so often: a phone changes its network. In ms. */
const USUAL_MS = 10_000

interface Message {
  readonly total: number
  readonly at: number
}

/** What is on its way: told what was sent, and how much the other side has taken. Times in ms, of performance.now(). */
export class Flow {
  #sent = 0
  #total = 0
  #waiting: Message[] = []
  #taken: Message[] = []
  #least: { at: number; now: number; before: number } | undefined

  /** So many bytes are sent. */
  sent(bytes: number, now: number): void {
    this.#sent += bytes
    this.#waiting.push({ total: this.#sent, at: now })
  }

  /** So many bytes have been taken in all. */
  taken(total: number, now: number): void {
    const through = this.#waiting.findLastIndex(message => message.total <= total)
    if (through < 0) return
    this.#total = total
    const newest = this.#waiting[through]
    if (newest) this.#noteWay(now - newest.at, now)
    this.#waiting = this.#waiting.slice(through + 1)
    this.#taken = [...this.#taken.filter(({ at }) => now - at < RATE_MS), { total, at: now }]
  }

  /** How much longer than usual the oldest bytes on their way take, or by the rate of late the newest will, in ms. */
  lateMs(now: number): number {
    const [oldest] = this.#waiting
    if (!oldest) return 0
    const usual = this.#least ? Math.min(this.#least.now, this.#least.before) : 0
    const rate = this.bitrate(now)
    const foretold = rate > 0 ? ((this.#sent - this.#total) * 8000) / rate : 0
    return Math.max(0, Math.max(now - oldest.at, foretold) - usual)
  }

  /** Bits a second that were taken lately. */
  bitrate(now: number): number {
    const recent = this.#taken.filter(({ at }) => now - at < RATE_MS)
    const [first, last] = [recent[0], recent.at(-1)]
    if (!first || !last || last.at - first.at < 500) return 0
    return ((last.total - first.total) * 8000) / (last.at - first.at)
  }

  #noteWay(ms: number, now: number): void {
    const { at, now: least, before } = this.#least ?? { at: now, now: ms, before: ms }
    this.#least = now - at > USUAL_MS ? { at: now, now: ms, before: least } : { at, now: Math.min(least, ms), before }
  }
}
