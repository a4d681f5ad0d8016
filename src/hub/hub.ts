import type { CameraConfig } from '../config.ts'
import { Camera } from './camera.ts'
import type { Tunnel } from './tunnel.ts'
import type { Uplink } from './uplink.ts'
import { Waiters } from './waiters.ts'

/** The cameras that are served. */
export class Hub {
  /** The way in from the internet; undefined where none was asked for. */
  tunnel: Tunnel | undefined
  /** The way to a relay, which shows the same cameras elsewhere; undefined where none was asked for. */
  uplink: Uplink | undefined
  /** A camera came or went. */
  readonly changed = new Waiters()
  #cameras = new Map<string, Camera>()
  /** Where the discontinuity sequence of each camera that was removed goes on. */
  readonly #discontinuities = new Map<string, number>()

  get cameras(): ReadonlyMap<string, Camera> {
    return this.#cameras
  }

  /** Adds a camera. Throws when the id is taken: the configuration has been checked before. */
  add(config: CameraConfig): Camera {
    if (this.#cameras.has(config.id)) throw new Error(`There is a camera "${config.id}" already.`)
    const camera = new Camera(config, this.#discontinuities.get(config.id))
    this.#cameras.set(config.id, camera)
    this.changed.wake()
    return camera
  }

  /** Removes a camera and ends its viewers' streams. */
  remove(id: string): void {
    const camera = this.#cameras.get(id)
    if (!camera) return
    camera.remove()
    this.#discontinuities.set(id, camera.window.discontinuities + 1)
    this.#cameras.delete(id)
    this.changed.wake()
  }

  /** Puts the cameras in the order of these ids; one that is not named keeps its place behind them. */
  arrange(ids: readonly string[]): void {
    const named = ids.flatMap(id => this.#cameras.get(id) ?? [])
    this.#cameras = new Map([...named, ...this.#cameras.values()].map(camera => [camera.id, camera]))
  }
}
