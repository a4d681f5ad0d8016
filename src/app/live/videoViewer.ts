import type { Camera } from '../../hub/camera.ts'
import type { LiveQuality, LiveUnit, LiveVideo } from '../../hub/video/liveVideo.ts'
import { UnderWay } from './underWay.ts'
import type { LiveViewer, Outlet, ViewersLine } from './viewer.ts'

/** How a viewer of H.264 begins. */
export interface VideoOptions {
  /** Default: 'full'. */
  readonly quality?: LiveQuality
  /** Bytes of pictures that may be under way until he says otherwise. */
  readonly most?: number
}

/**
 * H.264 for one viewer, unit by unit. Each picture costs a credit, sound none; the newest group of pictures, with which it
 * begins, is sent also on credit that is not there yet. Who has none when the next keyframe comes goes on with that one, and is
 * told how many pictures were left out for him: decoding can't begin in between. Who asks for the small picture sees the full
 * one until that is made, and again while it can't be.
 */
export class VideoViewer implements LiveViewer {
  readonly want = 'video'
  readonly mostCredits = 64
  readonly #camera: Camera
  readonly #outlet: Outlet
  readonly #underWay: UnderWay
  #quality: LiveQuality
  #credits = 0
  #config: Uint8Array<ArrayBuffer> | undefined
  #video: LiveVideo
  #next: number | undefined
  /** Pictures before this unit wait for no credit. */
  #joinedUntil = 0
  /** The number of the last picture that was sent. */
  #sent = 0
  /** Wants the small picture no longer. */
  #release: (() => void) | undefined

  constructor(camera: Camera, outlet: Outlet, { quality = 'full', most }: VideoOptions = {}) {
    this.#camera = camera
    this.#outlet = outlet
    this.#underWay = new UnderWay(most)
    this.#quality = quality
    this.#video = camera.live
  }

  credit(count: number, line: ViewersLine = {}): void {
    this.#credits = Math.min(this.mostCredits, this.#credits + count)
    this.#underWay.heard(line)
    this.offer()
  }

  choose(quality: LiveQuality): void {
    this.#quality = quality
    this.#hold()
    this.offer()
  }

  offer(): void {
    this.#video = this.#wanted()
    const { config, first } = this.#video
    if (!config || !first) return
    if (config !== this.#config) this.#begin(config, first)
    else if (this.#next !== undefined && this.#next < first.id) this.#skipTo(first)
    for (let unit = this.#due(); unit; unit = this.#due()) this.#send(unit)
  }

  follow(changed: () => void): () => void {
    this.#hold()
    const small = this.#camera.smallLive?.video
    const undo = [this.#camera.live.subscribe(changed), small?.subscribe(changed), () => this.#release?.()]
    return () => {
      for (const step of undo) step?.()
    }
  }

  /** Has the small picture made as long as it is wanted, or says that there is none. */
  #hold(): void {
    this.#release?.()
    this.#release = undefined
    if (this.#quality === 'full') return
    const { sub, smallLive, id } = this.#camera
    if (smallLive && !sub?.spared) this.#release = smallLive.demand.hold('video')
    else {
      const reason = `Camera "${id}" has no small picture beside its own.`
      this.#outlet.send(JSON.stringify({ type: 'quality', camera: id, quality: 'full', reason }))
    }
  }

  #wanted(): LiveVideo {
    const small = this.#quality === 'saver' ? this.#camera.smallLive?.video : undefined
    return small?.first ? small : this.#camera.live
  }

  #begin(config: Uint8Array<ArrayBuffer>, first: LiveUnit): void {
    this.#config = config
    this.#next = first.id
    this.#joinedUntil = this.#video.nextId
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
    const unit = this.#next === undefined || this.#outlet.full ? undefined : this.#video.unit(this.#next)
    if (!unit || unit.kind === 'audio') return unit
    const paid = unit.id < this.#joinedUntil || this.#credits > 0
    return paid && this.#underWay.hasRoom ? unit : undefined
  }

  #send(unit: LiveUnit): void {
    this.#next = unit.id + 1
    this.#sent = unit.picture
    const message = unit.message()
    if (unit.kind === 'video') {
      this.#credits--
      this.#underWay.sent(message.length)
    }
    this.#say(message)
  }

  #say(message: Uint8Array<ArrayBuffer>): void {
    this.#camera.counts.bytes.live += message.length
    this.#outlet.send(message)
  }
}
