import { z } from 'zod'
import type { Log } from '../hub/log.ts'

/** An entry as it is kept. */
export const auditEntrySchema = z.object({
  /** Ms since 1970; of the first, where `count` is more than one. */
  at: z.number(),
  event: z.enum(['entry', 'refusal', 'share', 'revocation', 'rotation']),
  link: z.string().nullable(),
  /** The link's name. */
  name: z.string().nullable(),
  address: z.string().nullable(),
  /** How often it happened within a minute, an entry within an hour. */
  count: z.number(),
  /** A sentence for a person. */
  detail: z.string(),
})

/** Something about access that happened; never with a secret. */
export type AuditEntry = Readonly<z.output<typeof auditEntrySchema>>

export type AuditEvent = Pick<AuditEntry, 'event' | 'detail'> & Partial<Pick<AuditEntry, 'link' | 'name' | 'address'>>

/** So many of the newest are kept at hand. */
export const KEPT_ENTRIES = 200
const TOGETHER_MS = 60_000
/** A program that fetches picture by picture comes in anew whenever it paused. */
const ENTRY_TOGETHER_MS = 3600_000
/** More in a minute are told as one: an attack from everywhere must not fill the log, nor a wall of a hundred cameras. */
const MOST: Readonly<Record<string, { readonly count: number; readonly instead: AuditEvent }>> = {
  refusal: { count: 30, instead: { event: 'refusal', detail: 'Refused: too many attempts to name each.' } },
  entry: { count: 60, instead: { event: 'entry', detail: 'Entered: too many at a time to name each.' } },
}

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
    const entry = entryOf(event, now)
    if (this.#counts(entry, now)) return
    const bounded = this.#bounded(entry, now)
    if (bounded !== entry && this.#counts(bounded, now)) return
    this.#entries = [bounded, ...this.#entries.slice(0, KEPT_ENTRIES - 1)]
    const { event: audit, link, name: linkName, address, detail } = bounded
    this.#log.info({ audit, link, linkName, address }, detail)
    this.#keep(bounded)
  }

  /** Takes in what was kept, also by other programs; what is known already stays as it is. */
  take(kept: readonly AuditEntry[]): void {
    const news = kept.filter(entry => !this.#entries.some(known => known.at === entry.at && isSame(known, entry)))
    this.#entries = [...news, ...this.#entries].sort((a, b) => b.at - a.at).slice(0, KEPT_ENTRIES)
  }

  /** Counts it to an entry that says the same. */
  #counts(entry: AuditEntry, now: number): boolean {
    const together = entry.event === 'entry' ? ENTRY_TOGETHER_MS : TOGETHER_MS
    const at = this.#entries.findIndex(known => isSame(known, entry) && now - known.at < together)
    const known = this.#entries[at]
    if (known) this.#entries[at] = { ...known, count: known.count + 1 }
    return known !== undefined
  }

  #bounded(entry: AuditEntry, now: number): AuditEntry {
    const most = MOST[entry.event]
    if (!most) return entry
    const recent = this.#entries.filter(({ event, at }) => event === entry.event && now - at < TOGETHER_MS)
    return recent.length < most.count ? entry : entryOf(most.instead, now)
  }
}

function entryOf(event: AuditEvent, now: number): AuditEntry {
  return { link: null, name: null, address: null, ...event, at: now, count: 1 }
}

function isSame(a: AuditEntry, b: AuditEntry): boolean {
  return a.event === b.event && a.link === b.link && a.address === b.address && a.detail === b.detail
}
