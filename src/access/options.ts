import type { Log } from '../hub/log.ts'
import type { ViewerLimits } from './watching.ts'

/** What access is opened with. */
export interface AccessOptions {
  readonly log: Log
  readonly limits: ViewerLimits
  /** Agents may publish here by the code for that. Default false. */
  readonly relay?: boolean
  /** Calls `review`, which ends what does not hold any more, again and again until it is called itself. Default: each second. */
  readonly reviewing?: (review: () => void) => () => void
}
