import type { Visitor } from './access/visitor.ts'

/** What every request carries once it has been looked at: who asks. */
export interface AppEnv {
  readonly Variables: { readonly visitor: Visitor }
}
