import type { Camera } from '../../hub/camera.ts'
import type { LiveUnit } from '../../hub/video/liveVideo.ts'
import type { LiveViewer, Outlet } from './viewer.ts'

/**
 * H.264 for one viewer, unit by unit. Each picture costs a credit, sound none; the newest group of pictures, with which it
 * begins, is sent also on credit that is not there yet. Who has none when the next keyframe comes goes on with that one, and is
 * told how many pictures were left out for him: decoding can't begin in between.
 */
export class VideoViewer implements LiveViewer {
  readonly want = 'video'
  readonly mostCredits = 64
  readonly #camera: Camera
  readonly #outlet: Outlet
  #credits = 0
  #config: Uint8Array<ArrayBuffer> | undefined
  #next: number | undefined
  /** Pictures before this unit wait for no credit. */
  #joinedUntil = 0
  /** The number of the last picture that was sent. */
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
    const { live } = this.#camera
    const { config, first } = live
    if (!config || !first) return
    if (config !== this.#config) this.#begin(config, first)
    else if (this.#next !== undefined && this.#next < first.id) this.#skipTo(first)
    for (let unit = this.#due(); unit; unit = this.#due()) this.#send(unit)
  }

  follow(changed: () => void): () => void {
    return this.#camera.live.subscribe(changed)
  }

  #begin(config: Uint8Array<ArrayBuffer>, first: LiveUnit): void {
    this.#config = config
    this.#next = first.id
    this.#joinedUntil = this.#camera.live.nextId
    this.#sent = first.picture - 1
    this.#say(config)
  }

  #skipTo(first: LiveUnit): void {
    this.#next = first.id
    const pictures = first.picture - this.#sent - 1
    this.#sent = first.picture - 1 // told once
    if (pictures > 0) this.#outlet.send(JSON.stringify({ type: 'skipped', camera: this.#camera.id, pictures }))
  }

  /** The next unit, if it is there and may go out. */
  #due(): LiveUnit | undefined {
    const unit = this.#next === undefined || this.#outlet.full ? undefined : this.#camera.live.unit(this.#next)
    return unit && (unit.kind === 'audio' || unit.id < this.#joinedUntil || this.#credits > 0) ? unit : undefined
  }

  #send(unit: LiveUnit): void {
    this.#next = unit.id + 1
    this.#sent = unit.picture
    if (unit.kind === 'video') this.#credits--
    this.#say(unit.message())
  }

  #say(message: Uint8Array<ArrayBuffer>): void {
    this.#camera.counts.bytes.live += message.length
    this.#outlet.send(message)
  }
}
