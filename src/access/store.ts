import type { AuditEntry } from './audit.ts'
import type { MadeLink } from './link.ts'

/** What is kept about access: nothing in it opens anything, but for the key. */
export interface Kept {
  /** 32 random bytes. Whoever has them can sign as we do. */
  readonly key: Uint8Array<ArrayBuffer>
  readonly links: readonly MadeLink[]
  /** The newest of the audit log. */
  readonly audit: readonly AuditEntry[]
}

/** Where access is kept: a folder at home, a Durable Object's storage at the edge. */
export interface AccessStore {
  /** What is kept; a key is made where there is none yet. Rejects with a sentence when it can't be read. */
  read(): Promise<Kept>
  /** Keeps a link, in place of what it was. */
  saveLink(link: MadeLink): Promise<void>
  /** Puts a new key in place of the old one. */
  saveKey(key: Uint8Array): Promise<void>
  /** Keeps an entry of the audit log; never rejects. */
  saveAudit(entry: AuditEntry): void
  /** Calls `changed`, which resolves once that is taken, after others have changed what is kept, until the returned function is called. */
  watch(changed: () => Promise<void>): () => Promise<void>
}
