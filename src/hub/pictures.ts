import type { Picture } from '../media/jpeg/picture.ts'
import { Waiters } from './waiters.ts'

/** The newest picture of one camera, and those who want the next. No viewer has a queue. */
export class Pictures {
  readonly #viewers = new Set<(picture: Picture) => void>()
  readonly #changed = new Waiters()
  #latest: Picture | undefined

  get latest(): Picture | undefined {
    return this.#latest
  }

  /** The number that the next picture will carry. */
  get nextSequence(): number {
    return (this.#latest?.sequence ?? 0) + 1
  }

  publish(picture: Picture): void {
    this.#latest = picture
    for (const show of this.#viewers) show(picture)
    this.#changed.wake()
  }

  /** Calls `show` with each picture from now on, until the returned function is called. */
  subscribe(show: (picture: Picture) => void): () => void {
    this.#viewers.add(show)
    return () => this.#viewers.delete(show)
  }

  /** The first picture for which `wanted` holds, at once or when it comes; undefined when `signal` aborts first. */
  async find(wanted: (picture: Picture) => boolean, signal: AbortSignal): Promise<Picture | undefined> {
    const found = () => this.#latest !== undefined && wanted(this.#latest)
    return (await this.#changed.until(found, signal)) ? this.#latest : undefined
  }
}
