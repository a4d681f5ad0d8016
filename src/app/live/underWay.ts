import type { ViewersLine } from './viewer.ts'

/**
 * How many bytes of pictures are under way to one viewer, by what he says has come. TCP and the buffers below take far more
 * than a thin line carries soon, so no more is sent than he allows.
 */
export class UnderWay {
  #sent = 0
  #received = 0
  #most: number

  /** `most` may be under way until the viewer says otherwise. */
  constructor(most: number = Number.POSITIVE_INFINITY) {
    this.#most = most
  }

  sent(bytes: number): void {
    this.#sent += bytes
  }

  heard({ received = this.#received, most = this.#most }: ViewersLine): void {
    this.#received = Math.min(this.#sent, Math.max(this.#received, received))
    this.#most = most
  }

  /** A picture of so many bytes may go out: one that is larger than what may be under way goes out alone. */
  hasRoomFor(bytes: number): boolean {
    const underWay = this.#sent - this.#received
    return underWay === 0 || underWay + bytes <= this.#most
  }
}
