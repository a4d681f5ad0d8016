import type { Log } from '../hub/log.ts'

/** Something about access that happened; never with a secret. */
export interface AuditEntry {
  /** Ms since 1970; of the first, where `count` is more than one. */
  readonly at: number
  readonly event: 'entry' | 'refusal' | 'share' | 'revocation' | 'rotation'
  readonly link: string | null
  /** The link's name. */
  readonly name: string | null
  readonly address: string | null
  /** How often it happened within a minute. */
  readonly count: number
  /** A sentence for a person. */
  readonly detail: string
}

export type AuditEvent = Pick<AuditEntry, 'event' | 'detail'> & Partial<Pick<AuditEntry, 'link' | 'name' | 'address'>>

const KEPT = 200
const TOGETHER_MS = 60_000
/** More refusals in a minute are told as one: an attack from everywhere must not fill the log. */
const MOST_REFUSALS = 30

/** What happened last, newest first. The same from the same address within a minute is one entry, and one line of the log. */
export class Audit {
  #entries: AuditEntry[] = []
  readonly #log: Log
  readonly #keep: (entry: AuditEntry) => void

  /** `keep` puts an entry away for good. */
  constructor(log: Log, keep: (entry: AuditEntry) => void) {
    this.#log = log
    this.#keep = keep
  }

  get entries(): readonly AuditEntry[] {
    return this.#entries
  }

  add(event: AuditEvent, now: number): void {
    const entry: AuditEntry = { link: null, name: null, address: null, ...this.#bounded(event, now), at: now, count: 1 }
    const at = this.#entries.findIndex(known => isSame(known, entry) && now - known.at < TOGETHER_MS)
    const known = this.#entries[at]
    if (known) {
      this.#entries[at] = { ...known, count: known.count + 1 }
      return
    }
    this.#entries = [entry, ...this.#entries.slice(0, KEPT - 1)]
    const { event: audit, link, name: linkName, address, detail } = entry
    this.#log.info({ audit, link, linkName, address }, detail)
    this.#keep(entry)
  }

  #bounded(event: AuditEvent, now: number): AuditEvent {
    if (event.event !== 'refusal') return event
    const recent = this.#entries.filter(known => known.event === 'refusal' && now - known.at < TOGETHER_MS)
    return recent.length < MOST_REFUSALS
      ? event
      : { event: 'refusal', detail: 'Refused: too many attempts to name each.' }
  }
}

function isSame(a: AuditEntry, b: AuditEntry): boolean {
  return a.event === b.event && a.link === b.link && a.address === b.address && a.detail === b.detail
}
