import type { Camera } from '../../hub/camera.ts'
import type { Picture } from '../../media/jpeg/picture.ts'
import { envelope } from '../../media/wire.ts'
import { LONGEST_TIMER_MS } from '../longestTimer.ts'
import type { LiveViewer, Outlet } from './viewer.ts'

/** JPEGs for one viewer: a credit is for the picture that is newest then, never the same twice; with `fps` no more a second. */
export class JpegViewer implements LiveViewer {
  readonly want = 'jpeg'
  readonly mostCredits = 8
  readonly #camera: Camera
  readonly #outlet: Outlet
  readonly #intervalMs: number
  #credits = 0
  #sent = 0
  #dueAt = performance.now()
  #due: ReturnType<typeof setTimeout> | undefined

  constructor(camera: Camera, outlet: Outlet, fps?: number) {
    this.#camera = camera
    this.#outlet = outlet
    this.#intervalMs = fps === undefined ? 0 : 1000 / fps
  }

  credit(count: number): void {
    this.#credits = Math.min(this.mostCredits, this.#credits + count)
    this.offer()
  }

  offer(): void {
    const { latest } = this.#camera.pictures
    if (!latest || this.#credits === 0 || latest.sequence <= this.#sent || !this.#camera.isFresh(latest)) return
    const now = performance.now()
    if (now < this.#dueAt - this.#intervalMs / 4) this.#offerIn(this.#dueAt - now)
    else if (!this.#outlet.full) this.#send(latest, now)
  }

  follow(changed: () => void): () => void {
    const stop = this.#camera.pictures.subscribe(changed)
    return () => {
      stop()
      clearTimeout(this.#due)
    }
  }

  #send(picture: Picture, now: number): void {
    this.#dueAt = Math.max(this.#dueAt + this.#intervalMs, now)
    this.#credits--
    this.#sent = picture.sequence
    const message = messageOf(this.#camera.id, picture)
    this.#camera.counts.bytes.live += message.length
    this.#outlet.send(message)
  }

  #offerIn(ms: number): void {
    const again = () => {
      this.#due = undefined
      this.offer()
    }
    this.#due ??= setTimeout(again, Math.min(ms, LONGEST_TIMER_MS))
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
