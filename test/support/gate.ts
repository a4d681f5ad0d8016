import { Access } from '../../src/access/access.ts'
import type { Gate } from '../../src/app/access/visitor.ts'
import { memoryStore } from './memoryStore.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }

/** Access that nobody keeps; to be closed. */
export function givenAccess(store = memoryStore(), limits = { perCamera: 1000, perLink: 1000 }): Promise<Access> {
  return Access.open(store, { log, limits })
}

/** A gate that lets everyone in, or only who has a link. Its access is to be closed, or ends with the process. */
export async function givenGate({ open = true } = {}): Promise<Omit<Gate, 'peer'>> {
  return { access: await givenAccess(), open, trust: { proxies: [], tunnel: () => false } }
}
