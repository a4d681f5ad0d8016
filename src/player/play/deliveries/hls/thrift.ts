/** So often dry within so many ms: the link does not keep up. */
const TIMES = 3
const WITHIN_MS = 10_000
/** How long the small picture is kept then; twice as long each time that the full one was too much again, up to a limit. */
const FIRST_MS = 30_000
const LONGEST_MS = 480_000
/** The full picture did well for so long: what was before is forgotten. */
const WELL_MS = 120_000

/** Says for how long to be content with the small picture, by how often playback ran dry. Times in ms of any one clock. */
export class Thrift {
  #dry: number[] = []
  #untilMs = Number.NEGATIVE_INFINITY
  #nextMs = FIRST_MS

  ranDry(now: number): void {
    if (now < this.#untilMs) return
    if (now - this.#untilMs > WELL_MS) this.#nextMs = FIRST_MS
    this.#dry = [...this.#dry.filter(at => now - at < WITHIN_MS), now]
    if (this.#dry.length < TIMES) return
    this.#dry = []
    this.#untilMs = now + this.#nextMs
    this.#nextMs = Math.min(LONGEST_MS, 2 * this.#nextMs)
  }

  /** How much longer the small picture is to be kept. */
  leftMs(now: number): number {
    return Math.max(0, this.#untilMs - now)
  }
}
