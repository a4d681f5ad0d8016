import { Access } from '../../src/access/access.ts'
import type { Gate } from '../../src/app/access/visitor.ts'
import { memoryStore } from './memoryStore.ts'
import { keep, secret } from './secrets/kept.ts'

const note = (facts: object, message: string) => keep('the log of access', `${JSON.stringify(facts)} ${message}`)
const log = { debug: note, info: note, warn: note, error: note }

/** Access that nobody keeps; to be closed. */
export async function givenAccess(store = memoryStore(), limits = { perCamera: 1000, perLink: 1000 }): Promise<Access> {
  const access = await Access.open(store, { log, limits })
  for (const code of Object.values(access.printedCodes)) secret(code)
  return access
}

/** A gate that lets everyone in, or only who has a link. Its access is to be closed, or ends with the process. */
export async function givenGate({ open = true } = {}): Promise<Omit<Gate, 'peer'>> {
  return { access: await givenAccess(), open, trust: { proxies: [], tunnel: () => false } }
}
