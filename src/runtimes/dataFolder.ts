import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { linkSchema, type MadeLink } from '../access/link.ts'
import { KEY_BYTES } from '../access/signer.ts'
import type { AccessStore, Kept } from '../access/store.ts'
import type { Log } from '../hub/log.ts'
import { auditFile, readAudit } from './auditFile.ts'

const ONLY_ME = 0o600
const LOOK_MS = 500

/**
 * Keeps access in a folder that only its user may read: the signing key in `key`, each link in a file of its own below
 * `links`, the audit log in `audit.log`. Several programs may share it. Rejects when the folder can't be made.
 */
export async function openDataFolder(folder: string, log: Log): Promise<AccessStore> {
  const links = join(folder, 'links')
  const audit = join(folder, 'audit.log')
  await mkdir(links, { recursive: true, mode: 0o700 })
  await chmod(links, 0o700)
  return {
    read: async () => ({
      key: await readKey(join(folder, 'key')),
      links: await readLinks(links, log),
      audit: await readAudit(audit),
    }),
    saveLink: link => replace(join(links, `${link.id}.json`), `${JSON.stringify(link, null, 2)}\n`),
    saveKey: key => replace(join(folder, 'key'), keyText(key)),
    saveAudit: auditFile(audit, log),
    watch: changed => watch([join(folder, 'key'), audit], links, changed),
  }
}

async function readKey(file: string): Promise<Kept['key']> {
  const flag = 'wx' // another program may have made one meanwhile
  await writeFile(file, keyText(randomBytes(KEY_BYTES)), { flag, mode: ONLY_ME }).catch(ignoreCode('EEXIST'))
  await chmod(file, ONLY_ME)
  const key = Uint8Array.from(Buffer.from((await readWhole(file)).trim(), 'base64url'))
  if (key.length === KEY_BYTES) return key
  throw new Error(
    `${file} is not a signing key. Remove it, and a new one is made; all links printed so far end with it.`,
  )
}

// Another program that starts now has made the file, and writes the key into it in a moment.
async function readWhole(file: string): Promise<string> {
  for (let tries = 0; tries < 50; tries++) {
    const text = await readFile(file, 'utf8')
    if (text !== '') return text
    await wait(20)
  }
  return ''
}

async function readLinks(folder: string, log: Log): Promise<MadeLink[]> {
  const names = (await readdir(folder)).filter(isLink)
  const links = await Promise.all(names.map(name => readLink(join(folder, name), log)))
  return links.filter(link => link !== undefined)
}

async function readLink(file: string, log: Log): Promise<MadeLink | undefined> {
  try {
    const text = await readFile(file, 'utf8').catch(ignoreCode('ENOENT')) // removed meanwhile
    if (text === undefined) return undefined
    const link = linkSchema.parse(JSON.parse(text))
    // A copy beside it, as of a sync program, must not bring a link back that was revoked since.
    if (basename(file) === `${link.id}.json`) return link
    throw new Error(`It is a copy of ${link.id}.json.`)
  } catch (error) {
    // One that can't be read must not keep us from reading that others were revoked.
    log.warn({ file, err: error }, `${file} is not a link that can be read, so it opens nothing.`)
    return undefined
  }
}

/** Writes a file whole or not at all, readable by its user alone. */
export async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}.draft`
  try {
    await writeFile(draft, text, { mode: ONLY_ME })
    await rename(draft, file)
  } catch (cause) {
    await rm(draft, { force: true })
    throw cause
  }
}

/** Looks every half second: a file that is replaced again and again gets lost to who waits to be told of it. */
function watch(files: readonly string[], links: string, changed: () => void): () => Promise<void> {
  const ending = new AbortController()
  const looking = look(files, links, changed, ending.signal)
  return () => {
    ending.abort()
    return looking
  }
}

async function look(alone: readonly string[], links: string, changed: () => void, signal: AbortSignal): Promise<void> {
  let before: string | undefined // what is there at first may have changed since it was read
  while (await wait(LOOK_MS, true, { signal }).catch(() => false)) {
    const names = await readdir(links).catch(() => [])
    const files = [...alone, ...names.filter(isLink).map(name => join(links, name))]
    const now = (await Promise.all(files.map(versionOf))).join('\n')
    if (signal.aborted) return
    if (now !== before) changed()
    before = now
  }
}

async function versionOf(file: string): Promise<string> {
  const stats = await stat(file, { bigint: true }).catch(() => undefined)
  return `${file} ${stats?.ino} ${stats?.mtimeNs} ${stats?.size}`
}

function isLink(name: string): boolean {
  return name.endsWith('.json')
}

function keyText(key: Uint8Array): string {
  return `${Buffer.from(key).toString('base64url')}\n`
}

function ignoreCode(code: string): (error: NodeJS.ErrnoException) => undefined {
  return error => {
    if (error.code === code) return undefined
    throw error
  }
}
