import type { Fetched } from './fetched.ts'

type GetBytes = (url: string, signal: AbortSignal) => Promise<Fetched<ArrayBuffer>>

/** Parts that were fetched and not asked for are dropped when they are so many behind. */
const KEPT = 60
/** Over so long is looked at how busy the link is, in ms. */
const LOOK_BACK_MS = 4000

interface Held {
  readonly came: Promise<Fetched<ArrayBuffer>>
  readonly stop: AbortController
  wanted: boolean
}

/** Parts that are fetched before they are asked for. */
export class HeldParts {
  readonly #get: GetBytes
  readonly #held = new Map<string, Held>()
  #transfers: { readonly from: number; readonly to: number }[] = []

  constructor(get: GetBytes) {
    this.#get = get
  }

  /** Fetches this one if it is not there or on its way. */
  fetch(url: string): void {
    if (this.#held.has(url)) return
    this.#held.set(url, this.#begin(url))
    for (const old of this.#held.keys()) if (this.#held.size > KEPT) this.#held.delete(old)
  }

  /** This one, fetched ahead or now. Throws what the get throws. */
  take(url: string): Promise<Fetched<ArrayBuffer>> {
    const held = this.#held.get(url) ?? this.#begin(url)
    held.wanted = true
    this.#held.set(url, held)
    return held.came
  }

  /** Which share of the last seconds something was coming: of a link that is thinner than the stream it is nearly all. */
  busyShare(now: number): number {
    const begin = now - LOOK_BACK_MS
    this.#transfers = this.#transfers.filter(({ to }) => to > begin)
    let [busy, until] = [0, begin]
    for (const { from, to } of [...this.#transfers].sort((one, other) => one.from - other.from)) {
      busy += Math.max(0, to - Math.max(from, until))
      until = Math.max(until, to)
    }
    return busy / LOOK_BACK_MS
  }

  /** Ends and forgets what nobody has asked for; `all` that is under way. */
  drop(all = false): void {
    for (const [url, held] of this.#held) {
      if (held.wanted && !all) continue
      held.stop.abort()
      this.#held.delete(url)
    }
  }

  #begin(url: string): Held {
    const stop = new AbortController()
    const came = this.#get(url, stop.signal).then(got => {
      this.#transfers.push({ from: got.firstAt, to: got.endAt })
      return got
    })
    const held = { came, stop, wanted: false }
    came.catch(() => {
      // Whoever waits for it is told; whoever asks later has it fetched anew.
      if (this.#held.get(url) === held) this.#held.delete(url)
    })
    return held
  }
}
