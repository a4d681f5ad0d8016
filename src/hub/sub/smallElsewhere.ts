import { Demand } from '../demand.ts'
import { LiveVideo } from '../video/liveVideo.ts'

/** What a small picture is: pixels, and pictures a second. */
export interface SmallFacts {
  readonly width: number
  readonly height: number
  readonly frameRate: number
}

/** The small picture of a camera whose agent makes it elsewhere, and sends it unit by unit while it is wanted here. */
export class SmallElsewhere {
  readonly video: LiveVideo
  readonly demand: Demand
  /** What it is, or would be, as the agent says; undefined while that is not known. */
  facts: SmallFacts | undefined

  /** `camera` is its id; it is wanted `idleSeconds` longer than it is watched. */
  constructor(camera: string, idleSeconds: number) {
    this.video = new LiveVideo(camera, 'saver')
    this.demand = new Demand({ idleSeconds, keep: false })
  }
}
