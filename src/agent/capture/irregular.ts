import type { Camera } from '../../hub/camera.ts'
import type { Want } from '../../hub/demand.ts'
import type { Log } from '../../hub/log.ts'
import type { Run } from '../../hub/run.ts'
import type { PictureSize } from '../../hub/video/videoPipe.ts'
import type { Verdict } from './captureEnd.ts'

/** What is not repeated for so long is over. */
const SAID_MS = 60_000

/** What is looked at. */
export interface Looked {
  readonly run: Pick<Run, 'faults' | 'sizes'>
  readonly log: Log
  /** What is handed on as it comes from the camera; undefined where all is encoded. */
  readonly native: Want | undefined
  /** What FFmpeg was started for. */
  readonly wanted: ReadonlySet<Want>
  /** Whether the decoder is one that leaves broken pictures out, or was tried; undefined before. */
  readonly strict: boolean | undefined
}

/** Sees of one run what is wrong with pictures that come all the same, and tells it on the page and, once, in the log. */
export class Irregularities {
  readonly #camera: Camera
  readonly #looked: Looked
  #faults = { brokenJpegs: 0, clock: 0 }
  #size: PictureSize | undefined
  readonly #logged = new Set<string>()

  constructor(camera: Camera, looked: Looked) {
    this.#camera = camera
    this.#looked = looked
  }

  /** To be called now and then while the run lasts; gives a verdict when it can't go on so: an encoder keeps its first size. */
  look(): Verdict | undefined {
    const { run, native, wanted, strict } = this.#looked
    const { faults } = run
    const before = this.#faults
    this.#faults = faults
    if (faults.brokenJpegs > before.brokenJpegs)
      this.#say('broken_jpegs', 'Some of the camera’s pictures come broken; they are left out.')
    if (faults.brokenJpegs > before.brokenJpegs && strict === undefined && native === 'jpeg' && wanted.has('video'))
      return { kind: 'broken', wanted }
    if (faults.clock > before.clock)
      this.#say('clock', 'The camera’s clock jumps or stands; its pictures are shown as they come.')
    const reason = native && this.#resized(run.sizes[native])
    if (!reason) return undefined
    if (wanted.size > 1) return { kind: 'resized', reason, wanted }
    this.#say('resized', reason)
    return undefined
  }

  #resized(size: PictureSize | undefined): string | undefined {
    const before = this.#size
    this.#size = size ?? before
    if (!size || !before || (size.width === before.width && size.height === before.height)) return undefined
    return `The camera has changed its picture from ${sizeText(before)} to ${sizeText(size)}.`
  }

  #say(code: string, message: string): void {
    this.#camera.warn(code, message, SAID_MS)
    if (this.#logged.has(code)) return
    this.#logged.add(code)
    this.#looked.log.warn({ camera: this.#camera.id, code }, message)
  }
}

function sizeText({ width, height }: PictureSize): string {
  return `${width}x${height}`
}
