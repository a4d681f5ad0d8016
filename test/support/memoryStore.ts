import type { AuditEntry } from '../../src/access/audit.ts'
import type { MadeLink } from '../../src/access/link.ts'
import type { AccessStore } from '../../src/access/store.ts'

/** A store that keeps access in memory, and shows what it keeps. */
export function memoryStore(): AccessStore & {
  readonly links: MadeLink[]
  readonly audit: AuditEntry[]
  touch(): void
} {
  let key = crypto.getRandomValues(new Uint8Array(32))
  const links: MadeLink[] = []
  const audit: AuditEntry[] = []
  const watchers = new Set<() => void>()
  const touch = () => {
    for (const changed of watchers) changed()
  }
  return {
    links,
    audit,
    touch,
    read: async () => ({ key, links: [...links], audit: [...audit] }),
    saveLink: async link => {
      const at = links.findIndex(({ id }) => id === link.id)
      links.splice(at < 0 ? links.length : at, 1, link)
    },
    saveKey: async next => {
      key = Uint8Array.from(next)
      touch()
    },
    saveAudit: entry => void audit.push(entry),
    watch: changed => {
      watchers.add(changed)
      return async () => void watchers.delete(changed)
    },
  }
}
