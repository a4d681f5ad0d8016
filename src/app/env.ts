import type { Visitor } from './access/visitor.ts'

/** What every request carries once it has been looked at. */
export interface AppEnv {
  readonly Variables: {
    /** Who asks. */
    readonly visitor: Visitor
    /** The scripts in the page that is answered, which may run. */
    readonly inlineScripts?: readonly string[]
  }
}
