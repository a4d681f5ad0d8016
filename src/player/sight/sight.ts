import type { Ended } from '../door/accessWords.ts'
import type { Via } from '../play/ladder.ts'
import type { CameraJson } from '../server/cameraJson.ts'
import { nameFromId } from '../server/cameraPaths.ts'
import { type ClockSample, narrow, type OffsetBounds, offset, offsetError } from '../server/serverClock.ts'
import { type Contact, type Verdict, verdict } from './freshness.ts'
import { type NewPicture, type Painted, type Painting, Paintings } from './paintings.ts'

/** What the page knows of its camera, of the server and of the picture on the glass. */
export class CameraSight {
  readonly id: string
  /** The delivery whose picture moves. */
  via: Via | undefined
  contact: Contact = 'unknown'
  #camera: CameraJson | undefined
  #clock: OffsetBounds | undefined
  #answeredAt = 0
  readonly #paintings = new Paintings()
  #ended: Ended | undefined

  constructor(id: string) {
    this.id = id
  }

  /** What the server said last; undefined before its first answer. */
  get camera(): CameraJson | undefined {
    return this.#camera
  }

  /** The newest picture on the glass. */
  get painted(): Painted | undefined {
    return this.#paintings.painted
  }

  /** Why this page may show nothing any more. */
  get ended(): Ended | undefined {
    return this.#ended
  }

  get name(): string {
    return this.#camera?.name ?? nameFromId(this.id)
  }

  /** Ms since the epoch on the server's clock. */
  serverNow(): number {
    return Date.now() + offset(this.#clock)
  }

  /** How far off that may be, in ms; undefined while the server has not told the time. */
  get clockError(): number | undefined {
    return offsetError(this.#clock)
  }

  /** The server told how the camera is. */
  answered(camera: CameraJson, clock: ClockSample): void {
    this.#camera = camera
    this.#answeredAt = clock.serverNow
    this.heard(clock)
  }

  /** The server told the time. */
  heard(clock: ClockSample): void {
    this.#clock = narrow(this.#clock, clock)
  }

  /** The camera is unknown there, or may not be seen by this person: words instead of a player that tries for ever. */
  refused(message: string): void {
    const state = { kind: 'lost', since: 0, reason: message } as const
    this.#camera = { id: this.id, name: this.name, source: '', warnings: [], viewers: 0, state }
    this.#paintings.clear()
  }

  /** This page may show nothing any more. */
  end(over: Ended): void {
    this.#ended = over
  }

  /** A picture is on the glass: what is known of it if it is a new one, and none from before. */
  paint(painting: Painting): NewPicture | undefined {
    const isNew = this.#paintings.paint(painting, offset(this.#clock))
    return isNew && this.#clock ? isNew : isNew && {}
  }

  /** From one picture of the camera to the next in ms, as it says or as it was seen, whichever is slower. */
  get frameMs(): number | undefined {
    const frameRate = this.#camera?.video?.frameRate
    const known = [frameRate ? 1000 / frameRate : undefined, this.painted?.frameMs].filter(ms => ms !== undefined)
    return known.length > 0 ? Math.max(...known) : undefined
  }

  /** What the person is to be told at this moment. */
  verdict(): Verdict {
    const [camera, painted] = [this.#camera, this.painted]
    const { frameMs } = this
    return verdict({
      now: this.serverNow(),
      contact: this.contact,
      ...(this.#ended ? { ended: this.#ended } : {}),
      ...(painted ? { painted } : {}),
      ...(this.via ? { via: this.via } : {}),
      ...(camera ? { camera: camera.state } : {}),
      ...(camera?.newestAt === undefined ? {} : { newest: { capturedAt: camera.newestAt, toldAt: this.#answeredAt } }),
      ...(frameMs === undefined ? {} : { frameMs }),
      ...(camera?.repeatedSince === undefined ? {} : { repeatedSince: camera.repeatedSince }),
    })
  }
}
