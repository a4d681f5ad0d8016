import type { SubConfig } from '../../config.ts'
import { roundedFrameRate } from '../../media/hls/frameRate.ts'
import { Demand } from '../demand.ts'
import type { LiveVideo } from '../video/liveVideo.ts'
import type { Rendition } from '../video/rendition.ts'
import type { Window } from '../video/window.ts'
import type { SubForm } from './form.ts'
import { type SubPicture, subPicture } from './picture.ts'
import { SubRun } from './run.ts'
import { SubLive } from './subLive.ts'
import { SubWindow } from './window.ts'

/** What a small picture is made of, and how. */
export interface SubOptions {
  readonly config: SubConfig
  readonly full: Rendition & { readonly id: string; readonly window: Window; readonly live: LiveVideo }
  /** Seconds that it goes on after its last viewer. */
  readonly idleSeconds: number
  /** Number of its first init. */
  readonly firstInit: number
}

/** The small, thrifty picture of a camera, made of its full one while somebody wants it: here in parts, for HLS. */
export class Sub implements Rendition, SubForm {
  readonly config: SubConfig
  readonly demand: Demand
  readonly demands: readonly Demand[]
  readonly window: SubWindow
  /** The same picture, unit by unit; it has demand and trouble of its own. */
  readonly live: SubLive
  trouble: string | undefined
  restarts = 0
  readonly #full: Window

  constructor({ config, full, idleSeconds, firstInit }: SubOptions) {
    this.config = config
    this.demand = new Demand({ idleSeconds, keep: false })
    this.demands = [...full.demands, this.demand]
    this.window = new SubWindow(full.window, firstInit)
    this.live = new SubLive(full.id, full.live, { rate: config.rate, idleSeconds, picture: () => this.picture })
    this.#full = full.window
  }

  get wanted(): boolean {
    return this.demand.wanted().has('video')
  }

  /** It is made now, in one form or the other. */
  get running(): boolean {
    return this.window.running || this.live.running
  }

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

  begin(): SubRun | undefined {
    return SubRun.begin({ full: this.#full, small: this.window, rate: this.config.rate })
  }

  forget(): void {
    this.window.forget()
  }

  /** It can't be made, as far as is known. */
  get stuck(): boolean {
    return this.trouble !== undefined && !this.window.running
  }
}
