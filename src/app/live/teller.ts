import type { WSContext } from 'hono/ws'
import type { Camera } from '../../hub/camera.ts'

/** Tells who is at the other end of a socket how the camera is, and what the time is. */
export class Teller {
  readonly #camera: Camera
  readonly #socket: WSContext
  #told = ''

  constructor(camera: Camera, socket: WSContext) {
    this.#camera = camera
    this.#socket = socket
  }

  /** Says how the camera is, if that is news. */
  tell(): void {
    const { id, state, config } = this.#camera
    const told = JSON.stringify({ type: 'state', camera: id, state, ...(config.watch && { repeats: true }) })
    if (told === this.#told) return
    this.#told = told
    this.#socket.send(told)
  }

  /** Answers a ping. */
  pong(at: number): void {
    this.#socket.send(pong(at))
  }
}

/** The answer to a ping; `now` is this machine's clock, in ms since 1970. */
export function pong(at: number): string {
  return JSON.stringify({ type: 'pong', at, now: Date.now() })
}
