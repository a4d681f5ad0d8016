import type { Log } from '../../hub/log.ts'
import type { Admitted, Pushing } from '../../hub/published/door.ts'
import type { Publisher } from '../../hub/published/intake.ts'
import { PublishedVideo, type VideoFormat } from '../../hub/published/publishedVideo.ts'

/** A video that is pushed to a camera. It takes the camera over once a reader could begin with it. */
export class Pushed {
  readonly #video: PublishedVideo
  readonly #admitted: Admitted
  readonly #log: Log
  readonly #facts: { readonly camera: string; readonly address?: string }
  readonly #by: string
  #publisher: Publisher | undefined
  #over: string | undefined
  #onOver: () => void = () => undefined

  constructor(
    admitted: Admitted,
    format: VideoFormat,
    { by, address }: Pick<Pushing, 'by'> & Partial<Pushing>,
    log: Log,
  ) {
    this.#video = new PublishedVideo(format)
    this.#admitted = admitted
    this.#log = log
    this.#by = by
    this.#facts = { camera: admitted.camera.id, ...(address !== undefined && { address }) }
    admitted.onOver(reason => this.#end(reason))
    log.info(
      this.#facts,
      `${by} push to ${admitted.camera.id}${address === undefined ? '' : ` from ${address}`} has begun.`,
    )
  }

  /** Why nothing more is taken, as a sentence; undefined while it is. */
  get over(): string | undefined {
    return this.#over
  }

  /** Calls `over` when nothing more is taken. */
  onOver(over: () => void): void {
    this.#onOver = over
    if (this.#over !== undefined) over()
  }

  /** Takes the next bytes of the video. Throws MediaError as PublishedVideo does. */
  push(bytes: Uint8Array): void {
    if (this.#over !== undefined) return
    this.#video.push(bytes)
    const now = performance.now()
    if (this.#video.begun) this.#publisher ??= this.#connect(now)
    this.#publisher?.heard(now)
  }

  /** To be called when it is over, with why if that is known. */
  end(reason = 'it has left'): void {
    this.#publisher?.end(performance.now())
    this.#admitted.leave()
    this.#log.info(this.#facts, `${this.#by} push to ${this.#facts.camera} has ended: ${this.#over ?? reason}`)
  }

  #connect(now: number): Publisher {
    const publisher = this.#admitted.intake.connect(now, this.#video)
    publisher.replaced.addEventListener('abort', () => this.#end('Another publisher has taken over this camera.'))
    return publisher
  }

  #end(reason: string): void {
    if (this.#over !== undefined) return
    this.#over = reason
    this.#onOver()
  }
}
