import type { CameraState } from '../server/cameraJson.ts'
import { type Ending, type LivePicture, readPicture } from './messages.ts'

/** How somebody wants to see a camera. */
export interface Wish {
  /** Pictures a second. Default: each. */
  readonly fps?: number | undefined
  /** What opens the camera where this browser's session does not. */
  readonly ticket?: string | undefined
}

/** Who looks at a camera. */
export interface Looker {
  /** The connection is there, or not any more. */
  line(isOpen: boolean): void
  state(state: CameraState): void
  /** Takes a picture; `done` is to be called once it is drawn, or left out: then the next one comes. */
  picture(picture: LivePicture, done: () => void): void
  /** Nothing more comes. */
  ended(ending: Ending): void
}

/** So many pictures may be under way: one is shown while the next one comes, or where few are wanted one alone. */
const [CREDITS, FEW_CREDITS, FEW_FPS] = [2, 1, 5]

/** One camera of a connection, for all who look at it in this page: their wishes, and what comes for them. */
export class Channel {
  readonly camera: string
  readonly #say: (message: object) => void
  readonly #lookers = new Map<Looker, Wish>()
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
    this.#asked = JSON.stringify(asks)
    this.#say(asks)
  }

  line(isOpen: boolean): void {
    if (isOpen) this.begin()
    for (const looker of this.#lookers.keys()) looker.line(isOpen)
  }

  state(state: CameraState): void {
    for (const looker of this.#lookers.keys()) looker.state(state)
  }

  ended(ending: Ending): void {
    for (const looker of this.#lookers.keys()) looker.ended(ending)
  }

  /** Takes a binary message. */
  heard(data: ArrayBuffer): void {
    const picture = readPicture(data)
    let waiting = this.#lookers.size
    const done = () => {
      if (--waiting === 0) this.#say({ type: 'credit', camera: this.camera, count: 1 })
    }
    if (picture) for (const looker of this.#lookers.keys()) looker.picture(picture, done)
  }

  #asks(): object {
    const rates = [...this.#lookers.values()].map(({ fps }) => fps ?? Number.POSITIVE_INFINITY)
    const fps = Math.max(...rates)
    return {
      ...{ type: 'watch', camera: this.camera, as: 'jpeg', credit: fps > FEW_FPS ? CREDITS : FEW_CREDITS },
      ...(Number.isFinite(fps) && { fps }),
      ...(this.ticket !== undefined && { ticket: this.ticket }),
    }
  }
}
