import type { SubConfig } from '../../config.ts'
import { roundedFrameRate } from '../../media/hls/frameRate.ts'
import { Demand } from '../demand.ts'
import type { Rendition } from '../video/rendition.ts'
import type { Window } from '../video/window.ts'
import { type SubPicture, subPicture } from './picture.ts'
import { SubRun } from './run.ts'
import { SubWindow } from './window.ts'

/** What a small picture is made of, and how. */
export interface SubOptions {
  readonly config: SubConfig
  readonly full: Rendition & { readonly window: Window }
  /** Seconds that it goes on after its last viewer. */
  readonly idleSeconds: number
  /** Number of its first init. */
  readonly firstInit: number
}

/** The small, thrifty picture of a camera, made of its full one while somebody wants it. */
export class Sub implements Rendition {
  readonly config: SubConfig
  readonly demand: Demand
  readonly demands: readonly Demand[]
  readonly window: SubWindow
  /** Why it can't be made, a sentence; undefined while nothing is known against it. */
  trouble: string | undefined
  /** Times that its FFmpeg was started again while it was wanted all along. */
  restarts = 0
  readonly #full: Window

  constructor({ config, full, idleSeconds, firstInit }: SubOptions) {
    this.config = config
    this.demand = new Demand({ idleSeconds, keep: false })
    this.demands = [...full.demands, this.demand]
    this.window = new SubWindow(full.window, firstInit)
    this.#full = full.window
  }

  get wanted(): boolean {
    return this.demand.wanted().has('video')
  }

  /** What it is, or would be; undefined while the full picture is not known, and where that is as small. */
  get picture(): SubPicture | undefined {
    const video = this.#full.init?.tracks.find(track => track.kind === 'video')
    if (!video) return undefined
    const rate = this.#full.rates()?.framesPerSecond
    return subPicture({ ...video, frameRate: rate === undefined ? undefined : roundedFrameRate(rate) }, this.config)
  }

  /** There is none, as the full picture is as small. */
  get spared(): boolean {
    return this.#full.init !== undefined && this.picture === undefined
  }

  /** One run of the process that makes it; undefined while there is nothing to make it of. */
  begin(): SubRun | undefined {
    return SubRun.begin({ full: this.#full, small: this.window, rate: this.config.rate })
  }

  /** It can't be made, as far as is known. */
  get stuck(): boolean {
    return this.trouble !== undefined && !this.window.running
  }
}
