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

  /** One picture more may go out: fewer bytes are under way than may be. */
  get hasRoom(): boolean {
    return this.#sent - this.#received < this.#most
  }
}
