import type { Ending } from '../many/messages.ts'
import type { CameraState } from '../server/cameraJson.ts'
import { type ClockSample, narrow, type OffsetBounds, offset } from '../server/serverClock.ts'
import { type Contact, type Verdict, verdict } from '../sight/freshness.ts'
import { type Painting, Paintings } from '../sight/paintings.ts'

/** How a picture came. */
export type ViewVia = 'h264' | 'jpeg' | 'mjpeg' | 'stills'

/** What an element knows of its camera, and of the picture that it shows. */
export class ViewSight {
  /** What the server said last; undefined before that, and while it says nothing. */
  state: CameraState | undefined
  contact: Contact = 'unknown'
  /** Why nothing more comes. */
  ended: Ending | undefined
  /** The source has no other picture until somebody makes one. */
  repeats = false
  via: ViewVia | undefined
  readonly #paintings = new Paintings()
  readonly #lineOffset: () => number | undefined
  #clock: OffsetBounds | undefined

  /** `lineOffset`: the server's clock less this device's in ms, as the connection knows it. */
  constructor(lineOffset: () => number | undefined) {
    this.#lineOffset = lineOffset
  }

  /** The server told the time, otherwise than over the connection. */
  heard(sample: ClockSample): void {
    this.#clock = narrow(this.#clock, sample)
  }

  /** Ms since the epoch on the server's clock, as far as it is known. */
  serverNow(): number {
    return Date.now() + (this.#offset ?? 0)
  }

  /** A picture is shown; says whether it is a new one. While clocks can't be compared its capture time says nothing. */
  paint({ capturedAt, ...painting }: Painting, via: ViewVia): boolean {
    const known = this.#offset !== undefined
    const isNew = this.#paintings.paint({ ...painting, capturedAt: known ? capturedAt : undefined }, this.#offset ?? 0)
    if (isNew !== undefined && painting.moving) this.via = via
    return isNew !== undefined
  }

  /** Something was painted already. */
  get hasPicture(): boolean {
    return this.#paintings.painted !== undefined
  }

  /** What is to be said at this moment. */
  verdict(): Verdict {
    const { painted } = this.#paintings
    const { ended, state, contact } = this
    return verdict({
      now: this.serverNow(),
      contact: navigator.onLine ? contact : 'offline',
      ...(ended ? { ended: { title: '', detail: ended.message } } : {}),
      ...(painted ? { painted } : {}),
      ...(state ? { camera: state } : {}),
    })
  }

  get #offset(): number | undefined {
    return this.#lineOffset() ?? (this.#clock && offset(this.#clock))
  }
}
