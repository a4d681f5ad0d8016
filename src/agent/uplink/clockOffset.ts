/** Less is not worth telling, in ms. */
const NOTICED_MS = 5
/** So many answers are compared: the one that came soonest says most. */
const COMPARED = 8

/** How far a relay's clock is ahead of ours, by when its answers come (as in NTP, RFC 5905 §8). All in ms since 1970. */
export class ClockOffset {
  #answers: { readonly offset: number; readonly took: number }[] = []
  #told = 0

  /** It was asked at `at`, its clock said `now`, and the answer came at `back`. Gives what is to be told to it, where that is news. */
  take(at: number, now: number, back: number): number | undefined {
    const took = back - at
    if (took < 0) return undefined // our clock was set meanwhile
    this.#answers = [...this.#answers, { offset: now - at - took / 2, took }].slice(-COMPARED)
    const best = this.#answers.reduce((soonest, answer) => (answer.took < soonest.took ? answer : soonest))
    const offset = Math.abs(best.offset) <= best.took / 2 + NOTICED_MS ? 0 : Math.round(best.offset)
    if (Math.abs(offset - this.#told) < NOTICED_MS) return undefined
    this.#told = offset
    return offset
  }
}
