import type { Camera } from '../../hub/camera.ts'
import { envelope } from '../../media/wire.ts'
import type { Sink } from './sink.ts'

/** So many pictures may be on their way, or such a share of what may be at all: one that waits grows old. */
const [MOST_PICTURES, MOST_SHARE] = [2, 1 / 4]

/** A camera's JPEGs on their way to a relay: always the newest, and none that would have to wait. */
export class JpegUplink {
  readonly #camera: Camera
  #sink: Sink | undefined
  #sent = 0
  #release: (() => void) | undefined

  constructor(camera: Camera) {
    this.#camera = camera
  }

  start(sink: Sink): void {
    this.stop()
    this.#sink = sink
    const unwant = this.#camera.demand.hold('jpeg')
    const unsubscribe = this.#camera.pictures.subscribe(() => this.offer())
    this.#release = () => {
      unsubscribe()
      unwant()
    }
    this.offer()
  }

  /** May be called again. */
  stop(): void {
    this.#sink = undefined
    this.#sent = 0
    this.#release?.()
    this.#release = undefined
  }

  /** Sends the newest picture, if there is one that was not sent and the connection takes it. */
  offer(): void {
    const sink = this.#sink
    const { latest } = this.#camera.pictures
    if (!sink || !latest || latest.sequence <= this.#sent || !this.#camera.isFresh(latest)) return
    if (sink.underWay > Math.max(MOST_PICTURES * latest.jpeg.length, MOST_SHARE * sink.most)) return
    this.#sent = latest.sequence
    const { sequence, capturedAt, width, height, jpeg } = latest
    sink.send(envelope({ type: 'jpeg', camera: this.#camera.id, sequence, capturedAt, width, height }, jpeg))
  }
}
