import { Demand } from '../demand.ts'
import { LiveVideo } from '../video/liveVideo.ts'
import type { SubForm, SubMaking } from './form.ts'
import { SubLiveRun } from './liveRun.ts'
import type { SubPicture } from './picture.ts'

/** The small picture for the live WebSocket, unit by unit: made while somebody watches it there. */
export class SubLive implements SubForm {
  readonly video: LiveVideo
  readonly demand: Demand
  trouble: string | undefined
  restarts = 0
  readonly #full: LiveVideo
  readonly #rate: number
  readonly #picture: () => SubPicture | undefined

  /** `camera` is its id, `rate` the most pictures a second, `idleSeconds` how long it goes on after its last viewer. */
  constructor(
    camera: string,
    full: LiveVideo,
    options: { rate: number; idleSeconds: number; picture(): SubPicture | undefined },
  ) {
    this.video = new LiveVideo(camera, 'saver')
    this.#full = full
    this.#rate = options.rate
    this.#picture = options.picture
    this.demand = new Demand({ idleSeconds: options.idleSeconds, keep: false })
  }

  get wanted(): boolean {
    return this.demand.wanted().has('video')
  }

  get picture(): SubPicture | undefined {
    return this.#picture()
  }

  /** It is made now. */
  get running(): boolean {
    return this.video.tracks !== undefined
  }

  begin(): SubMaking | undefined {
    return SubLiveRun.begin(this.#full, this.video, this.#rate)
  }

  forget(): void {
    this.video.end()
  }
}
