import { type AuditEntry, auditEntrySchema, KEPT_ENTRIES } from '../../access/audit.ts'
import { fromBase64url } from '../../access/base64url.ts'
import { linkSchema } from '../../access/link.ts'
import { KEY_BYTES } from '../../access/signer.ts'
import type { AccessStore } from '../../access/store.ts'
import type { Log } from '../../hub/log.ts'
import type { KnownCamera } from '../../hub/relay/place.ts'
import type { RelayStore } from '../../hub/relay/relay.ts'
import type { EdgeStorage } from './platform.ts'

/** The signing key in a secret's text. Throws when it is none: without a key nobody could be let in. */
export function keyIn(secret: string | undefined): Uint8Array<ArrayBuffer> {
  const key = fromBase64url(secret?.trim() ?? '')
  if (key?.length === KEY_BYTES) return Uint8Array.from(key)
  throw new Error(
    'The secret TUNNELCAM_KEY is missing or no signing key: tunnelcam link --data ./edge makes one in edge/key; then wrangler secret put TUNNELCAM_KEY < edge/key',
  )
}

/** Keeps access in an object's storage; the key is the Worker's secret, so a new one is set there. */
export function edgeAccess(storage: EdgeStorage, key: Uint8Array<ArrayBuffer>, log: Log): AccessStore {
  let audit: readonly AuditEntry[] = []
  return {
    read: async () => {
      const links = [...(await storage.list({ prefix: LINK })).values()]
      const kept = auditEntrySchema.array().safeParse((await storage.get(AUDIT)) ?? [])
      audit = kept.data ?? []
      return { key, links: links.map(link => linkSchema.parse(link)), audit }
    },
    saveLink: link => storage.put(`${LINK}${link.id}`, link),
    saveKey: () => Promise.reject(new Error('At the edge a new key is set as the secret TUNNELCAM_KEY.')),
    saveAudit: entry => {
      audit = [...audit, entry].slice(-KEPT_ENTRIES)
      storage
        .put(AUDIT, audit)
        .catch((error: unknown) => log.warn({ err: String(error) }, 'The audit log can’t be kept.'))
    },
    watch: () => async () => undefined, // nobody else changes it
  }
}

/** Remembers the cameras of a relay in an object's storage. */
export function edgeCameras(storage: EdgeStorage): RelayStore {
  return {
    read: async () => [...(await storage.list({ prefix: CAMERA })).values()] as KnownCamera[], // as they were put
    save: camera => storage.put(`${CAMERA}${camera.id}`, camera),
    forget: async id => void (await storage.delete(`${CAMERA}${id}`)),
  }
}

const LINK = 'link:'
const AUDIT = 'audit'
const CAMERA = 'camera:'

/** The name of the one object that is the site. */
export const SITE = 'site'
