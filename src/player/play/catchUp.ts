/** How long arrivals are remembered, in ms. */
const MEMORY_MS = 4_000
/** The share of parts that are to be there in time; the rest come after an outage, and waiting for those costs more. */
const SHARE = 0.94
/** What comes in the first moments was held at the server until we came, and says nothing of the network. */
const JOINING_MS = 300
/** Parts that come so much sooner than all before them, in seconds: those were a backlog, and say nothing of the network. */
const BACKLOG = 0.1
/** So much is left when a part comes later than most, in seconds: the browser wants the next frame before it is due. */
const MARGIN = 0.05
const MOST_MARGIN = 0.2
const HALVING_MS = 10_000

/** Farther behind than this, in seconds, a jump is kinder than a hurry. */
const JUMP = 0.35
const GAIN = 1.2
const [SLOWEST, FASTEST] = [0.95, 1.15]
const DEAD_BAND = 0.012

/** What the playhead is to do: play at this rate, or go so many seconds ahead. */
export interface Pursuit {
  readonly rate: number
  readonly jump?: number
}

/**
 * How far a player of parts stays behind. hls.js never catches up below a second of buffer, and a fixed distance is too
 * much for one network and too little for another: here it is what the parts' arrivals show to be needed. `now` in ms, media
 * times in seconds; how far behind is the difference of the two, whatever clocks they are of.
 */
export class CatchUp {
  #arrivals: { readonly at: number; readonly behind: number }[] = []
  #firstAt: number | undefined
  #margin = MARGIN
  #stalledAt: number | undefined

  /** A part came when media up to `bufferedUntil` was there: by then the playhead may at most have come to that. */
  arrived(now: number, bufferedUntil: number): void {
    this.#firstAt ??= now
    if (now - this.#firstAt < JOINING_MS) return
    const behind = now / 1000 - bufferedUntil
    const known = this.#arrivals.filter(({ at }) => now - at < MEMORY_MS)
    const best = Math.min(...known.map(arrival => arrival.behind))
    this.#arrivals = [...(behind < best - BACKLOG ? [] : known), { at: now, behind }]
  }

  /** Playback ran dry, for no longer than a network's hiccup: the margin was too small. */
  stalled(now: number): void {
    if (this.#arrivals.length === 0) return
    this.#margin = Math.min(MOST_MARGIN, this.#marginAt(now) * 1.3)
    this.#stalledAt = now
  }

  /** Forgets what was, but for the margin: the stream begins anew. */
  restart(): void {
    this.#arrivals = []
    this.#firstAt = undefined
  }

  /** What to do with a playhead at `position`. */
  step(now: number, position: number): Pursuit {
    const wanted = this.#wantedBehind(now)
    if (wanted === undefined) return { rate: 1 }
    const spare = now / 1000 - position - wanted
    if (spare > JUMP) return { rate: 1, jump: spare }
    const rate = Math.min(FASTEST, Math.max(SLOWEST, 1 + spare * GAIN))
    return { rate: Math.abs(rate - 1) < DEAD_BAND ? 1 : Math.round(rate * 100) / 100 }
  }

  #wantedBehind(now: number): number | undefined {
    const sorted = this.#arrivals.map(({ behind }) => behind).sort((one, other) => one - other)
    const latest = sorted[Math.min(sorted.length - 1, Math.floor(SHARE * sorted.length))]
    return latest === undefined ? undefined : latest + this.#marginAt(now)
  }

  #marginAt(now: number): number {
    const since = now - (this.#stalledAt ?? now)
    return Math.max(MARGIN, this.#margin * 0.5 ** (since / HALVING_MS))
  }
}
