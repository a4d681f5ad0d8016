import { KEY_BYTES } from './signer.ts'
import type { AccessStore } from './store.ts'

/** A store that keeps nothing: its key and links end with the program. */
export function unkept(): AccessStore {
  let key = crypto.getRandomValues(new Uint8Array(KEY_BYTES))
  return {
    read: async () => ({ key, links: [], audit: [] }),
    saveLink: async () => undefined,
    saveKey: async next => {
      key = Uint8Array.from(next)
    },
    saveAudit: () => undefined,
    watch: () => async () => undefined,
  }
}
