import { Attempts } from './attempts.ts'
import { Audit } from './audit.ts'
import { hashCode, newCode, readCode, sameText } from './code.ts'
import { KnownTokens } from './knownTokens.ts'
import { type Link, linkState, type MadeLink, passOf } from './link.ts'
import type { AccessOptions } from './options.ts'
import { CLOUDFLARE_LINK, OPEN_PASS, type Opening, type Pass } from './pass.ts'
import { type PrintedCodes, printedLinks } from './printed.ts'
import { KEY_BYTES, Signer } from './signer.ts'
import type { AccessStore, Kept } from './store.ts'
import { type Claims, type Purpose, randomLetters, writeToken } from './token.ts'
import { Watching } from './watching.ts'

/** What a code, session or ticket is worth now. `wrong`: it is none of ours, or not whole. */
export type Entry =
  | { readonly kind: 'pass'; readonly pass: Pass; readonly holder: string; readonly tokenEndsAt?: number }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'expired' | 'revoked'; readonly link: string; readonly name: string }

/** What the owner asks a new link to be. */
export interface NewLink {
  readonly name: string
  readonly cameras: 'all' | readonly string[]
  /** Ms since 1970. Default: until it is revoked. */
  readonly expiresAt?: number
}

/** How long a browser stays signed in. */
const SESSION_MS = 30 * 24 * 3600_000
const REVIEW_MS = 1000

/** Who may see what: links, sessions, tickets, and who is watching with them. */
export class Access {
  readonly attempts = new Attempts()
  readonly audit: Audit
  readonly watching: Watching
  readonly #store: AccessStore
  #signer: Signer
  #tokens: KnownTokens
  #links = new Map<string, Link>()
  readonly #isRelay: boolean
  #codes: PrintedCodes = { owner: '', viewer: '', relay: '' }
  #close: () => Promise<void> = async () => undefined
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(store: AccessStore, signer: Signer, options: AccessOptions) {
    this.#store = store
    this.#signer = signer
    this.#tokens = new KnownTokens(signer)
    this.audit = new Audit(options.log, entry => store.saveAudit(entry))
    this.watching = new Watching(options.limits)
    this.#isRelay = options.relay === true
  }

  /** Reads what is kept, and keeps up with it until it is closed. Rejects as the store does. */
  static async open(store: AccessStore, options: AccessOptions): Promise<Access> {
    const kept = await store.read()
    const access = new Access(store, await Signer.of(kept.key), options)
    await access.#take(kept)
    const stopWatching = store.watch(() =>
      access
        .#inTurn(() => access.#reread())
        .catch((error: unknown) => {
          options.log.error({ err: error }, 'What is kept about access can’t be read.')
        }),
    )
    const stopReviewing = (options.reviewing ?? eachSecond)(() => access.#review())
    access.#close = () => {
      stopReviewing()
      return stopWatching()
    }
    return access
  }

  /** Stops keeping up with what is kept. */
  close(): Promise<void> {
    return this.#close()
  }

  /** The codes that are printed when the program starts. */
  get printedCodes(): PrintedCodes {
    return this.#codes
  }

  /** All links, the newest last. */
  get links(): readonly Link[] {
    return [...this.#links.values()]
  }

  /** What a code opens, as a person typed it or a program sent it. */
  async byCode(text: string): Promise<Entry> {
    const code = readCode(text)
    if (code === undefined) return { kind: 'wrong' }
    const hash = await hashCode(code)
    let found: Link | undefined
    for (const link of this.#links.values()) if (link.kind !== 'embed' && sameText(link.hash, hash)) found = link
    return found ? worth(found, found.id, Date.now()) : { kind: 'wrong' }
  }

  /** What a session or ticket opens. A ticket is never an owner's: addresses are passed on and logged. */
  async byToken(purpose: Purpose, token: string): Promise<Entry> {
    const claims = await this.#tokens.read(purpose, token)
    const link = claims && this.#links.get(claims.link)
    if (!claims || !link) return { kind: 'wrong' }
    const now = Date.now()
    const over = claims.expiresAt !== undefined && claims.expiresAt <= now
    if (over) return { kind: 'expired', link: link.id, name: link.name }
    const entry = worth(link, claims.holder, now)
    if (entry.kind !== 'pass') return entry
    const pass =
      purpose === 'ticket' && entry.pass.role === 'owner' ? { ...entry.pass, role: 'viewer' as const } : entry.pass
    return { ...entry, pass, ...(claims.expiresAt && { tokenEndsAt: claims.expiresAt }) }
  }

  /**
   * A session for who came in by a link, and when it ends (ms since 1970): with the link, or in 30 days. Without a
   * `holder` it is for a browser that was not here before.
   */
  async session(pass: Pass, holder = randomLetters(8)): Promise<{ token: string; expiresAt: number }> {
    const expiresAt = Math.min(pass.expiresAt ?? Number.POSITIVE_INFINITY, Date.now() + SESSION_MS)
    return { token: await this.#token('session', { link: pass.link, expiresAt, holder }), expiresAt }
  }

  /** A ticket with the rights of a pass, for addresses; without `expiresAt` (ms since 1970) it holds as long as the link. */
  ticket(pass: Pass, holder: string, expiresAt?: number): Promise<string> {
    return this.#token('ticket', { link: pass.link, holder, ...(expiresAt !== undefined && { expiresAt }) })
  }

  /** Makes a link for somebody, and its code, which nobody can tell afterwards. */
  async share(wish: NewLink, role: 'viewer' | 'publisher' = 'viewer'): Promise<{ link: MadeLink; code: string }> {
    const code = newCode()
    const link = await this.#add({ kind: 'share', role, hash: await hashCode(code), ...fieldsOf(wish) })
    return { link, code }
  }

  /** Makes a link for a program to fetch one output, or a page to show the camera, and the ticket for its address. */
  async embed(wish: NewLink, output: Opening): Promise<{ link: MadeLink; ticket: string }> {
    const link = await this.#add({ kind: 'embed', role: 'viewer', output, ...fieldsOf(wish) })
    return { link, ticket: await this.ticket(passOf(link), '0', link.expiresAt) }
  }

  /** Revokes a link: what runs with it ends. Gives `unknown` or `printed` where that can't be. */
  async revoke(id: string): Promise<'revoked' | 'unknown' | 'printed'> {
    const link = this.#links.get(id)
    if (!link) return 'unknown'
    if (link.kind === 'printed') return 'printed'
    if (link.revokedAt !== undefined) return 'revoked'
    const revoked = { ...link, revokedAt: Date.now() }
    await this.#keep(revoked)
    this.audit.add(
      { event: 'revocation', link: id, name: link.name, detail: `"${link.name}" was revoked.` },
      Date.now(),
    )
    this.#review()
    return 'revoked'
  }

  /** Makes a new signing key: all sessions, tickets and printed codes end. */
  async rotate(): Promise<void> {
    await this.#inTurn(async () => {
      await this.#store.saveKey(crypto.getRandomValues(new Uint8Array(KEY_BYTES)))
      await this.#reread()
    })
  }

  /** Takes what is kept now; with another key than before, all that was signed with that one ends. */
  async #reread(): Promise<void> {
    const { owner } = this.#codes
    await this.#take(await this.#store.read())
    if (owner === this.#codes.owner) return
    const now = Date.now()
    this.audit.add({ event: 'rotation', detail: 'There is a new signing key: all sessions have ended.' }, now)
    this.watching.review(isNoLinkOfOurs, now)
  }

  async #add(link: MadeLink): Promise<MadeLink> {
    await this.#keep(link)
    const detail = `"${link.name}" was made.`
    this.audit.add({ event: 'share', link: link.id, name: link.name, detail }, Date.now())
    return link
  }

  #keep(link: MadeLink): Promise<void> {
    return this.#inTurn(async () => {
      await this.#store.saveLink(link)
      this.#links.set(link.id, link)
    })
  }

  /** One after the other: what was read earlier must not stand over what was made or read later. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work)
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  #token(purpose: Purpose, claims: Claims): Promise<string> {
    return writeToken(this.#signer, purpose, claims)
  }

  async #take({ key, links, audit }: Kept): Promise<void> {
    const signer = await Signer.of(key)
    const [owner, viewer, relay] = await Promise.all([
      signer.code('owner'),
      signer.code('viewer'),
      signer.code('relay'),
    ])
    const codes = { owner, viewer, relay }
    const printed = await printedLinks(codes, this.#isRelay)
    const made = [...links].sort((a, b) => a.createdAt - b.createdAt)
    const isNew = codes.owner !== this.#codes.owner
    if (isNew) this.#tokens = new KnownTokens(signer)
    this.#signer = signer
    this.#codes = codes
    this.#links = new Map([...printed, ...made].map(link => [link.id, link]))
    this.audit.take(audit)
    this.#review()
  }

  #review(): void {
    const now = Date.now()
    const holds = (id: string) => {
      const link = this.#links.get(id)
      return isNoLinkOfOurs(id) || (link !== undefined && linkState(link, now) === 'valid')
    }
    this.watching.review(holds, now)
  }
}

/** Visits that no link of ours was needed for: they end with their pass. */
function isNoLinkOfOurs(id: string): boolean {
  return id === OPEN_PASS.link || id === CLOUDFLARE_LINK
}

function worth(link: Link, holder: string, now: number): Entry {
  const state = linkState(link, now)
  if (state !== 'valid') return { kind: state, link: link.id, name: link.name }
  return { kind: 'pass', pass: passOf(link), holder }
}

function fieldsOf({ name, cameras, expiresAt }: NewLink) {
  const common = { id: randomLetters(8), name, createdAt: Date.now(), ...(expiresAt !== undefined && { expiresAt }) }
  return { ...common, cameras: cameras === 'all' ? ('all' as const) : [...cameras] }
}

function eachSecond(review: () => void): () => void {
  const timer = setInterval(review, REVIEW_MS)
  return () => clearInterval(timer)
}
