import type { Camera } from '../../hub/camera.ts'
import type { Sink } from './sink.ts'

/**
 * A camera's small picture on its way to a relay beside the full one, while somebody wants it there. What a line does not carry
 * at once is left out up to the next keyframe.
 */
export class SmallUplink {
  readonly #camera: Camera
  readonly #isMain: () => boolean
  #sink: Sink | undefined
  #config: Uint8Array<ArrayBuffer> | undefined
  #next = 0
  #release: (() => void) | undefined

  /** `isMain` says whether the small picture goes out instead of the full one. */
  constructor(camera: Camera, isMain: () => boolean) {
    this.#camera = camera
    this.#isMain = isMain
  }

  start(sink: Sink): void {
    this.stop()
    const { demand, sub } = this.#camera
    if (!sub) return
    this.#sink = sink
    const undo = [
      demand.hold('video'), // which it is made of
      sub.live.demand.hold('video'),
      sub.live.video.subscribe(() => this.offer()),
    ]
    this.#release = () => {
      for (const step of undo) step()
    }
    this.offer()
  }

  /** May be called again. */
  stop(): void {
    this.#sink = undefined
    this.#config = undefined
    this.#release?.()
    this.#release = undefined
  }

  /** Sends what there is, as far as the line carries it. */
  offer(): void {
    const sink = this.#sink
    const video = this.#camera.sub?.live.video
    if (!sink || !video) return
    const { config, first } = video
    if (this.#isMain() || !config || !first) {
      this.#cease(sink)
      return
    }
    if (config !== this.#config && sink.hasRoom) {
      sink.send(config)
      this.#config = config
      this.#next = first.id
    }
    if (config !== this.#config) return
    this.#next = Math.max(this.#next, first.id)
    for (let unit = video.unit(this.#next); unit && sink.hasRoom; unit = video.unit(this.#next)) {
      sink.send(unit.message())
      this.#next++
    }
  }

  /** Its viewers at the relay go on with the full one. */
  #cease(sink: Sink): void {
    if (this.#config) sink.say({ type: 'over', what: 'small' })
    this.#config = undefined
  }
}
