import type { Log } from '../hub/log.ts'
import type { ViewerLimits } from './watching.ts'

/** What access is opened with. */
export interface AccessOptions {
  readonly log: Log
  readonly limits: ViewerLimits
  /** Agents may publish here by the code for that. Default false. */
  readonly relay?: boolean
}
