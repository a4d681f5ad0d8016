/** So many bytes may be under way at least, as before it is known what the line carries; what waits at home can still be left out. */
const [LEAST, MOST] = [64 * 1024, 8 << 20]
/** What was put into the line before has to arrive within a second, or within two of its round trips. */
const ARRIVING_MS = 1_000
/** It is asked so often at least while something goes out, and behind so many bytes, but no sooner than after a moment. */
const ASKED_MS = 250
const ASKED_BYTES = 32 * 1024
const MOMENT_MS = 20
/** Less says nothing of a line: it takes no time. */
const TELLING_BYTES = 4 * 1024
/** So many of the newest are summed up: what arrives in lumps says little one by one. Of fewer than so many nothing is said. */
const [NEWEST, FEW] = [6, 3]
/** What is under way is to arrive within half a second, or two of the line's round trips. */
const UNDER_WAY_MS = 500
/** Older ones say nothing. */
const TELLING_MS = 10_000

/** What came through at a time: when, how much, and in how many ms. */
interface Burst {
  readonly at: number
  readonly bytes: number
  readonly ms: number
}

interface Asked {
  /** When the first byte after the question before was put in, and when this one was. */
  readonly from: number
  readonly at: number
  /** Bytes that were put in by then. */
  readonly put: number
}

/**
 * What a line to a relay carries: a ping goes behind what is sent, and its pong says that all before it has arrived. TCP and
 * the buffers below take far more than a thin line carries soon, so no more is put in than it carries in half a second. Times in ms.
 */
export class LineGauge {
  readonly #asked: Asked[] = []
  #put = 0
  #arrived = 0
  #askedPut = 0
  #askedAt = Number.NEGATIVE_INFINITY
  #from: number | undefined
  #answeredAt = Number.NEGATIVE_INFINITY
  /** The shortest round trip so far. */
  #quickest = Number.POSITIVE_INFINITY
  #bursts: Burst[] = []

  /** Bytes that have not arrived, as far as is known. */
  get underWay(): number {
    return this.#put - this.#arrived
  }

  /** So many may be. */
  get most(): number {
    const rate = rateOf(this.#bursts) ?? 0
    const ms = Number.isFinite(this.#quickest) ? Math.max(UNDER_WAY_MS, 2 * this.#quickest) : UNDER_WAY_MS
    return Math.min(MOST, Math.max(LEAST, (rate * ms) / 1000))
  }

  /** Bytes a second, as what was sent at a time came through lately; undefined before there was enough of that. */
  carried(now: number): number | undefined {
    const lately = this.#bursts.filter(({ at }) => now - at < TELLING_MS)
    return lately.length < FEW ? undefined : rateOf(lately)
  }

  /** So long nothing was seen to arrive. */
  silentMs(now: number): number {
    return now - this.#answeredAt
  }

  /** More may be put in. */
  hasRoom(now: number): boolean {
    const [oldest] = this.#asked
    const patience = Number.isFinite(this.#quickest) ? Math.max(ARRIVING_MS, 2 * this.#quickest) : ARRIVING_MS
    return this.underWay < this.most && (oldest === undefined || now - oldest.at < patience)
  }

  /** So many bytes were put in. */
  put(bytes: number, now: number): void {
    this.#from ??= now
    this.#put += bytes
  }

  /** A ping is to go behind what was put in. `burst`: something large comes next, or came last, and is measured by itself. */
  isDue(now: number, burst: boolean): boolean {
    const [bytes, ms] = [this.#put - this.#askedPut, now - this.#askedAt]
    if (bytes === 0) return false
    return burst || ms >= ASKED_MS || (bytes >= ASKED_BYTES && ms >= MOMENT_MS) || !this.hasRoom(now)
  }

  /** A ping was put in. */
  asked(now: number): void {
    this.#asked.push({ from: this.#from ?? now, at: now, put: this.#put })
    this.#askedPut = this.#put
    this.#askedAt = now
    this.#from = undefined
  }

  /** A pong has come. */
  answered(now: number): void {
    const asked = this.#asked.shift()
    if (!asked) return
    const bytes = asked.put - this.#arrived
    const from = Math.max(this.#answeredAt, asked.from + this.#quickest)
    // What trickles in as a camera makes it says how much that is, not how much would pass.
    const atOnce = asked.at + this.#quickest <= from + MOMENT_MS
    if (bytes >= TELLING_BYTES && atOnce && now >= from)
      this.#bursts = [...this.#bursts, { at: now, bytes, ms: now - from }].slice(-NEWEST)
    this.#quickest = Math.min(this.#quickest, now - asked.at)
    this.#arrived = asked.put
    this.#answeredAt = now
  }
}

/** Bytes a second of these bursts together; undefined without any. */
function rateOf(bursts: readonly Burst[]): number | undefined {
  const sum = (of: (burst: Burst) => number) => bursts.reduce((total, burst) => total + of(burst), 0)
  return bursts.length === 0 ? undefined : (1000 * sum(({ bytes }) => bytes)) / sum(({ ms }) => ms)
}
