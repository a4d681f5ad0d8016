import type { Ability, Host } from './host.ts'

/** Something that the app does wherever it runs. */
export interface Promised {
  /** A true sentence. */
  readonly says: string
  readonly needs?: Ability
  /** Throws when it is not so. Runs beside all others, so it counts only what is its own. */
  check(host: Host): Promise<void>
}
