import type { Camera } from '../camera.ts'
import type { Intake } from './intake.ts'

/** Who wants to publish over something else than HTTP. */
export interface Pushing {
  /** What it comes by, for people: `RTMP`. */
  readonly by: string
  /** Where it comes from. */
  readonly address: string
  /** What it calls itself: `FMLE/3.0 (compatible; Lavf59.27.100)`. */
  readonly program: string
  /** What it shows to be let in: a link's code. A secret. */
  readonly key: string
  /** The camera it names. Default: the one that its link is for. */
  readonly camera?: string | undefined
}

/** It may publish, or a sentence says why not. */
export type Admission = Admitted | { readonly kind: 'refused'; readonly reason: string }

/** It may publish for as long as this says. */
export interface Admitted {
  readonly kind: 'admitted'
  readonly camera: Camera
  readonly intake: Intake
  /** Calls `end` with the reason, a sentence, when it may no longer. */
  onOver(end: (reason: string) => void): void
  /** To be called when it has left. */
  leave(): void
}

/** Decides on who may publish: the agent asks, and the app knows. */
export interface Door {
  enter(pushing: Pushing): Promise<Admission>
}
