import type { Demand } from '../demand.ts'
import type { Window } from './window.ts'

/** What viewers read of a window of segments and parts. */
export type LiveWindow = Pick<
  Window,
  | 'changed'
  | 'limits'
  | 'init'
  | 'running'
  | 'newestCapturedAt'
  | 'state'
  | 'hasWholeSegment'
  | 'edge'
  | 'has'
  | 'segment'
  | 'part'
  | 'isNextPart'
  | 'nextPart'
  | 'initNumbered'
  | 'rates'
>

/** One of the forms in which a camera's video is offered (RFC 8216bis §6.2.4): as it is, or small. */
export interface Rendition {
  readonly window: LiveWindow
  /** In each of these 'video' is wanted while this rendition is: the small one is made of the full one. */
  readonly demands: readonly Demand[]
}
