import type { WSContext } from 'hono/ws'
import type { Camera } from '../../hub/camera.ts'
import type { Picture } from '../../media/jpeg/picture.ts'
import { envelope } from '../../media/wire.ts'
import { MOST_CREDITS } from './request.ts'

/** What one live viewer may still get, and has got. It has no queue: a credit is for the picture that is newest then. */
export class LiveViewer {
  readonly #camera: Camera
  readonly #socket: WSContext
  #credits = 0
  #sent = 0
  #told = ''

  constructor(camera: Camera, socket: WSContext) {
    this.#camera = camera
    this.#socket = socket
  }

  /** Takes credits for `count` pictures more; beyond the most there may be they are lost. */
  credit(count: number): void {
    this.#credits = Math.min(MOST_CREDITS, this.#credits + count)
    this.offer()
  }

  /** Sends the newest picture, if there is a new one and a credit for it. */
  offer(): void {
    const { latest } = this.#camera.pictures
    if (!latest || this.#credits === 0 || latest.sequence <= this.#sent || !this.#camera.isFresh(latest)) return
    this.#credits--
    this.#sent = latest.sequence
    const message = messageOf(latest)
    this.#camera.counts.bytes.live += message.length
    this.#socket.send(message)
  }

  /** Says how the camera is, if that is news. */
  tell(): void {
    const told = JSON.stringify({ type: 'state', state: this.#camera.state })
    if (told === this.#told) return
    this.#told = told
    this.#socket.send(told)
  }

  /** Answers a ping; `now` is this machine's clock, in ms since 1970. */
  pong(at: number): void {
    this.#socket.send(JSON.stringify({ type: 'pong', at, now: Date.now() }))
  }
}

const messages = new WeakMap<Picture, Uint8Array<ArrayBuffer>>()

/** A picture's message: made once, for all who watch. */
function messageOf(picture: Picture): Uint8Array<ArrayBuffer> {
  const known = messages.get(picture)
  if (known) return known
  const { sequence, capturedAt, width, height, jpeg } = picture
  const message = envelope({ type: 'jpeg', sequence, capturedAt, width, height }, jpeg)
  messages.set(picture, message)
  return message
}
