/** What lies between a viewer and the server: an ordered line, as TCP sees it. */
export interface Network {
  /** In ms, each way. */
  readonly oneWayMs: number
  /** Up to so many ms more, evenly spread; a tenth of what is sent takes three times that. */
  readonly jitterMs: number
  /** In each direction; not limited when left out. */
  readonly bitsPerSecond?: number
  /** Nothing gets through for `forMs` at the end of each `everyMs`. */
  readonly outage?: { readonly everyMs: number; readonly forMs: number }
}

/** The networks that are measured; undefined is this machine's own loopback, without TLS. */
export const NETWORKS: Readonly<Record<string, Network | undefined>> = {
  none: undefined,
  rtt80: { oneWayMs: 40, jitterMs: 5 },
  mobile: { oneWayMs: 60, jitterMs: 20, bitsPerSecond: 8e6, outage: { everyMs: 10_000, forMs: 250 } },
  poor: { oneWayMs: 75, jitterMs: 40, bitsPerSecond: 1.5e6, outage: { everyMs: 6_000, forMs: 500 } },
}

/** What people read of them. */
export const NETWORK_NAMES: Readonly<Record<string, string>> = {
  none: 'no network',
  rtt80: '80 ms round trip',
  mobile: 'mobile, 120 ms, 8 Mbit/s',
  poor: 'poor, 150 ms, 1.5 Mbit/s',
}

/** Packets that set out within so many ms of the first of them stand in the same queues on their way. */
const BURST_MS = 5

/** One direction of a line: says when, in ms of the clock that `now` is of, what is sent at `now` arrives. */
export class Direction {
  readonly #network: Network
  readonly #random: () => number
  #sentUntil = 0
  #last = 0
  #burst = { began: Number.NEGATIVE_INFINITY, late: 0 }

  /** `random` gives numbers from 0 up to 1. */
  constructor(network: Network, random: () => number) {
    this.#network = network
    this.#random = random
  }

  arrival(bytes: number, now: number): number {
    const { oneWayMs, bitsPerSecond } = this.#network
    const sending = bitsPerSecond === undefined ? 0 : (bytes * 8000) / bitsPerSecond
    this.#sentUntil = Math.max(this.#sentUntil, now) + sending
    this.#last = Math.max(this.#last, this.#afterOutage(this.#sentUntil + oneWayMs + this.#late(now)))
    return this.#last
  }

  // Drawn once for a burst: drawn for each packet, a picture of twenty would always be as late as the unluckiest of them.
  #late(now: number): number {
    if (now - this.#burst.began >= BURST_MS) {
      const late = this.#network.jitterMs * this.#random() * (this.#random() < 0.1 ? 3 : 1)
      this.#burst = { began: now, late }
    }
    return this.#burst.late
  }

  #afterOutage(at: number): number {
    const { outage } = this.#network
    if (!outage) return at
    const into = at % outage.everyMs
    return into < outage.everyMs - outage.forMs ? at : at + outage.everyMs - into
  }
}
