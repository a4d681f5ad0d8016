import { JpegCredits } from '../play/deliveries/live/jpegCredits.ts'
import { Pace } from '../play/deliveries/live/pace.ts'
import { type LiveConfig, type LiveUnit, readUnit } from '../play/deliveries/live/units.ts'
import type { CameraState } from '../server/cameraJson.ts'
import { type Ending, type LivePicture, readPicture } from './messages.ts'

/** How somebody wants to see a camera. */
export interface Wish {
  /** Default: 'jpeg'. */
  readonly as?: 'jpeg' | 'h264'
  /** Of JPEGs, pictures a second. Default: each. */
  readonly fps?: number | undefined
  /** What opens the camera where this browser's session does not. */
  readonly ticket?: string | undefined
}

/** Who looks at a camera. Of H.264 and JPEG he gets what was asked for last in this page, by him or somebody else. */
export interface Looker {
  /** The connection is there, or not any more. */
  line(isOpen: boolean): void
  /** `repeats`: its source has no other picture until somebody makes one. */
  state(state: CameraState, repeats: boolean): void
  /** Takes a JPEG; `done` is to be called once it is drawn, or left out: then the next one comes. */
  picture?(picture: LivePicture, done: () => void): void
  /** What the units are that come now; `pace` is that of their coming. */
  config?(config: LiveConfig, pace: Pace): void
  /** Takes a unit; `done` as above. */
  unit?(unit: LiveUnit, done: () => void): void
  /** Nothing more comes. */
  ended(ending: Ending): void
}

/** Where no more JPEGs a second are wanted than this, one may be under way: the next one is shown as early. */
const FEW_FPS = 5
/** So many pictures of H.264 may be on their way to the decoder and in it. */
const UNITS = 24

/** One camera of a connection, for all who look at it in this page: their wishes, and what comes for them. */
export class Channel {
  readonly camera: string
  readonly #say: (message: object) => void
  readonly #lookers = new Map<Looker, Wish>()
  readonly #pace = new Pace()
  /** Of JPEGs of which many are wanted. */
  #jpegCredits: JpegCredits | undefined
  #asked = ''

  /** `say` sends a message if the connection is open. */
  constructor(camera: string, say: (message: object) => void) {
    this.camera = camera
    this.#say = say
  }

  get isEmpty(): boolean {
    return this.#lookers.size === 0
  }

  /** A ticket of one of those who look. */
  get ticket(): string | undefined {
    return [...this.#lookers.values()].find(({ ticket }) => ticket !== undefined)?.ticket
  }

  add(looker: Looker, wish: Wish): void {
    this.#lookers.set(looker, wish)
    this.begin()
  }

  remove(looker: Looker): void {
    this.#lookers.delete(looker)
    if (this.isEmpty) this.#say({ type: 'unwatch', camera: this.camera })
    else if (JSON.stringify(this.#asks()) !== this.#asked) this.begin()
  }

  /** Asks for the camera, from its newest picture on. */
  begin(): void {
    const asks = this.#asks()
    this.#jpegCredits = asks.credit > 1 ? new JpegCredits() : undefined
    this.#asked = JSON.stringify(asks)
    this.#say(asks)
  }

  line(isOpen: boolean): void {
    if (isOpen) this.begin()
    for (const looker of this.#lookers.keys()) looker.line(isOpen)
  }

  state(state: CameraState, repeats: boolean): void {
    for (const looker of this.#lookers.keys()) looker.state(state, repeats)
  }

  ended(ending: Ending): void {
    for (const looker of this.#lookers.keys()) looker.ended(ending)
  }

  /** Takes a binary message that came at `now`, in ms. */
  heard(data: ArrayBuffer, now: number): void {
    const unit = readUnit(data)
    const picture = unit ? undefined : readPicture(data)
    const lookers = [...this.#lookers.keys()]
    if (unit?.kind === 'config') for (const looker of lookers) looker.config?.(unit.config, this.#pace)
    else if (unit?.kind === 'video') {
      this.#pace.came(unit.capturedAt, now)
      this.#hand(lookers, 1, (looker, done) => (looker.unit ? looker.unit(unit, done) : done()))
    } else if (picture) {
      this.#pace.came(picture.capturedAt, now)
      const lateMs = this.#pace.lateMs(picture.capturedAt, now)
      const credits = this.#jpegCredits?.taken(now, lateMs) ?? 1
      this.#hand(lookers, credits, (looker, done) => (looker.picture ? looker.picture(picture, done) : done()))
    }
  }

  /** Hands something to all, and gives these credits when all are done with it. */
  #hand(lookers: readonly Looker[], count: number, take: (looker: Looker, done: () => void) => void): void {
    let waiting = lookers.length
    const done = () => {
      if (--waiting === 0 && count > 0) this.#say({ type: 'credit', camera: this.camera, count })
    }
    for (const looker of lookers) take(looker, done)
  }

  #asks(): { readonly credit: number; readonly [more: string]: unknown } {
    const wishes = [...this.#lookers.values()]
    const ticket = this.ticket === undefined ? {} : { ticket: this.ticket }
    const common = { type: 'watch', camera: this.camera }
    if (wishes.at(-1)?.as === 'h264') return { ...common, as: 'h264', credit: UNITS, ...ticket }
    const fps = Math.max(...wishes.map(({ fps }) => fps ?? Number.POSITIVE_INFINITY))
    return {
      ...common,
      as: 'jpeg',
      credit: fps > FEW_FPS ? new JpegCredits().opening : 1,
      ...(Number.isFinite(fps) && { fps }),
      ...ticket,
    }
  }
}
