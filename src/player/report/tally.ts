import { bucketOf, DELAY_BUCKETS, type Delivery, type PlayerReport } from '../../media/playerReport.ts'

/** Without a new picture for so long, in ms, one that moved has stalled; a slow camera's own pauses are none. */
const STALL_MS = 1000
const MISSING = 3

/** Counts what one delivery shows on one page. Times in ms on any clock that goes on. */
export class Tally {
  readonly #player: string
  readonly #delivery: Delivery
  #delays: number[] = []
  #frames = 0
  #stalls = 0
  #lastAt: number | undefined

  constructor(player: string, delivery: Delivery) {
    this.#player = player
    this.#delivery = delivery
  }

  /** A new picture was painted at `now`, `delayMs` after the server had it; the camera gives one each `frameMs`. */
  painted(now: number, { delayMs, frameMs }: { delayMs?: number | undefined; frameMs?: number | undefined }): void {
    const gap = now - (this.#lastAt ?? now)
    if (gap > Math.max(STALL_MS, MISSING * (frameMs ?? 0))) this.#stalls++
    this.#lastAt = now
    this.#frames++
    if (delayMs !== undefined) this.#delays.push(delayMs)
  }

  /** The page was hidden, or is shown again: what it did not paint meanwhile was no stall. */
  unseen(): void {
    this.#lastAt = undefined
  }

  /** What there is to tell since the last time. `received` are the bytes since then, where they are counted. */
  take(over: boolean, received?: number): PlayerReport {
    const sorted = this.#delays.sort((one, other) => one - other)
    const delays = Array<number>(DELAY_BUCKETS.length + 1).fill(0)
    let sum = 0
    for (const ms of sorted) {
      const place = bucketOf(ms)
      delays[place] = (delays[place] ?? 0) + 1
      sum += ms
    }
    const [medianMs, p95Ms] = [0.5, 0.95].map(share => sorted[Math.floor(share * sorted.length)])
    const report = {
      ...{ player: this.#player, delivery: this.#delivery, frames: this.#frames, stalls: this.#stalls, over },
      ...{ delays, delaySum: Math.round(sum) / 1000 },
      ...(received === undefined ? {} : { bytes: received }),
      ...(medianMs === undefined || p95Ms === undefined
        ? {}
        : { medianMs: Math.round(medianMs), p95Ms: Math.round(p95Ms) }),
    }
    this.#delays = []
    this.#frames = this.#stalls = 0
    return report
  }
}
