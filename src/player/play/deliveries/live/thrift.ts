import { median } from '../../../median.ts'
import type { PlayedQuality } from '../../playedQuality.ts'

/** Pictures that keep coming so much later than the line needs, for so long, show that it carries less than the stream. */
const [LATE_MS, LATE_FOR_MS] = [400, 1000]
/** So does a server that had to leave pictures out twice within this, or so many times as many as came. */
const SKIPS_MS = 5000
const MOSTLY = 3
/** Nothing that is later than this may have come for so long before the full picture is tried again. */
const [CALM_MS, CALM_FOR_MS] = [200, 8000]
/** A try that ends within this has failed: the next waits twice as long, up to so many times. */
const [TRIED_MS, MOST_DOUBLINGS] = [20_000, 5]
/** How much more the line has to carry than when it was too slow; after a long calm less is enough. */
const [ROOM, ROOM_LATER, LATER_AFTER] = [1.5, 1.15, 8]
const KEYFRAMES = 5

/** A picture that came: so late, of the line's own doing, and so large. */
export interface CameLate {
  readonly lateMs: number
  readonly bytes: number
  readonly key: boolean
}

/**
 * Chooses between the full picture and the small one by how pictures come: the small one as soon as the line carries less
 * than the stream, the full one again once there is room, and ever more seldom where that was a mistake. Times in ms.
 */
export class Thrift {
  #quality: PlayedQuality = 'full'
  #since = 0
  /** When the full picture was tried again. */
  #triedAt: number | undefined
  #lateSince: number | undefined
  #calmSince = 0
  #skips: number[] = []
  #cameSinceSkip = 0
  /** Bytes a second that came when it was too slow. */
  #tooSlow = 0
  #failures = 0
  #deltas: CameLate[] = []
  #capacities: number[] = []

  get quality(): PlayedQuality {
    return this.#quality
  }

  /** Another connection begins at `now`: what was concluded stands, what was seen does not. */
  begin(now: number): void {
    this.#forget(now)
    this.#since = now
  }

  /** A picture came, while `rate` bytes a second do. */
  came(picture: CameLate, rate: number, now: number): void {
    const { lateMs } = picture
    this.#cameSinceSkip++
    if (lateMs > CALM_MS) this.#calmSince = now
    this.#lateSince = lateMs > LATE_MS ? (this.#lateSince ?? now) : undefined
    if (this.#quality === 'full') {
      if (this.#lateSince !== undefined && now - this.#lateSince > LATE_FOR_MS) this.#save(rate, now)
      return
    }
    this.#measure(picture)
    if (!this.#hasRoom(now)) return
    this.#triedAt = now
    this.#enter('full', now)
  }

  /** The server left so many pictures out, while `rate` bytes a second come. */
  skipped(pictures: number, rate: number, now: number): void {
    this.#calmSince = now
    this.#skips = [...this.#skips.filter(at => now - at < SKIPS_MS), now]
    const mostly = pictures >= MOSTLY * this.#cameSinceSkip
    this.#cameSinceSkip = 0
    if (this.#quality === 'full' && (mostly || this.#skips.length > 1)) this.#save(rate, now)
  }

  #save(rate: number, now: number): void {
    const failed = this.#triedAt !== undefined && now - this.#triedAt < TRIED_MS
    this.#failures = failed ? Math.min(MOST_DOUBLINGS, this.#failures + 1) : 0
    this.#tooSlow = rate
    this.#enter('saver', now)
  }

  #enter(quality: PlayedQuality, now: number): void {
    this.#quality = quality
    this.#since = now
    this.#forget(now)
  }

  #forget(now: number): void {
    this.#lateSince = undefined
    this.#calmSince = now
    this.#skips = []
    this.#cameSinceSkip = 0
    this.#deltas = []
    this.#capacities = []
  }

  /** A keyframe takes longer than the pictures around it, as it is larger: by that the line's rate is known. */
  #measure(picture: CameLate): void {
    if (!picture.key) {
      this.#deltas = [...this.#deltas.slice(-20), picture]
      return
    }
    const usual = {
      bytes: median(this.#deltas.map(({ bytes }) => bytes)) ?? 0,
      lateMs: median(this.#deltas.map(({ lateMs }) => lateMs)) ?? 0,
    }
    if (this.#deltas.length < 5 || picture.bytes < 2 * usual.bytes) return
    const capacity = (1000 * (picture.bytes - usual.bytes)) / Math.max(1, picture.lateMs - usual.lateMs)
    this.#capacities = [...this.#capacities.slice(1 - KEYFRAMES), capacity]
  }

  #hasRoom(now: number): boolean {
    const wait = CALM_FOR_MS * 2 ** this.#failures
    const calm = now - this.#calmSince
    if (calm < CALM_FOR_MS || now - this.#since < wait) return false
    const needed = this.#tooSlow * (calm > LATER_AFTER * wait ? ROOM_LATER : ROOM)
    return (median(this.#capacities) ?? needed) >= needed
  }
}
