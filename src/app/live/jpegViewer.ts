import type { Camera } from '../../hub/camera.ts'
import type { Picture } from '../../media/jpeg/picture.ts'
import { envelope } from '../../media/wire.ts'
import type { LiveViewer, Outlet } from './viewer.ts'

/** JPEGs for one viewer: a credit is for the picture that is newest then, never the same twice. */
export class JpegViewer implements LiveViewer {
  readonly want = 'jpeg'
  readonly mostCredits = 8
  readonly #camera: Camera
  readonly #outlet: Outlet
  #credits = 0
  #sent = 0

  constructor(camera: Camera, outlet: Outlet) {
    this.#camera = camera
    this.#outlet = outlet
  }

  credit(count: number): void {
    this.#credits = Math.min(this.mostCredits, this.#credits + count)
    this.offer()
  }

  offer(): void {
    const { latest } = this.#camera.pictures
    if (
      !latest ||
      this.#outlet.full ||
      this.#credits === 0 ||
      latest.sequence <= this.#sent ||
      !this.#camera.isFresh(latest)
    )
      return
    this.#credits--
    this.#sent = latest.sequence
    const message = messageOf(this.#camera.id, latest)
    this.#camera.counts.bytes.live += message.length
    this.#outlet.send(message)
  }

  follow(changed: () => void): () => void {
    return this.#camera.pictures.subscribe(changed)
  }
}

const messages = new WeakMap<Picture, Uint8Array<ArrayBuffer>>()

/** A picture's message: made once, for all who watch. */
function messageOf(camera: string, picture: Picture): Uint8Array<ArrayBuffer> {
  const known = messages.get(picture)
  if (known) return known
  const { sequence, capturedAt, width, height, jpeg } = picture
  const message = envelope({ type: 'jpeg', camera, sequence, capturedAt, width, height }, jpeg)
  messages.set(picture, message)
  return message
}
