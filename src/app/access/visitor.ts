import type { Context, MiddlewareHandler } from 'hono'
import type { Access, Entry } from '../../access/access.ts'
import type { CloudflareAccess } from '../../access/cloudflareAccess.ts'
import { readCode } from '../../access/code.ts'
import { OPEN_PASS, type Pass } from '../../access/pass.ts'
import type { Log } from '../../hub/log.ts'
import type { AppEnv } from '../env.ts'
import { type Client, clientOf, type Trust } from './client.ts'
import { type Credential, credentialsOf } from './credentials.ts'
import { isOwnName } from './ownName.ts'

/** Who asks. */
export interface Visitor {
  readonly client: Client
  /** What he may do; undefined for nobody. */
  readonly pass?: Pass
  /** Tells one browser or program of a link from another. */
  readonly holder: string
  /** How he showed it. */
  readonly way?: Credential['way'] | 'open' | 'cloudflare'
  /** The ticket in the address: what is named in a playlist needs it too. */
  readonly ticket?: string
  /** When his session ends, in ms since 1970. */
  readonly sessionEndsAt?: number
  /** Why there is no pass, where something was shown that is worth none. */
  readonly refusal?: Refusal
}

/** Why what was shown does not open anything. */
export type Refusal =
  | { readonly kind: 'wrong' | 'expired' | 'revoked' }
  | TooManyAttempts
  | { readonly kind: 'foreign_name'; readonly host: string }

/** Wrong codes came too often: it has to wait. */
export interface TooManyAttempts {
  readonly kind: 'too_many_attempts'
  readonly seconds: number
}

/** What decides on who a visitor is. */
export interface Gate {
  readonly access: Access
  /** Everyone who reaches the address may watch, by an address or a name of this network alone, or one of `hosts`. */
  readonly open: boolean
  readonly hosts?: readonly string[]
  readonly trust: Trust
  /** Who comes through a proxy or tunnel must have been let in by Cloudflare Access. */
  readonly cloudflare?: CloudflareAccess
  /** The address that the connection comes from. */
  peer(c: Context): string
}

/** Finds out who asks, and changes nothing else. A proxy that is not trusted is told of once. */
export function recognise(gate: Gate, log: Log): MiddlewareHandler<AppEnv> {
  let told = false
  return async function recognise(c, next) {
    const client = clientOf(gate.peer(c), c.req.url, name => c.req.header(name), gate.trust)
    if (!told && !client.forwarded && c.req.header('x-forwarded-for') !== undefined) {
      told = true
      const message = `A proxy at ${client.address} is not believed, so all behind it look like one; name it in access.trustedProxies.`
      log.warn({ address: client.address }, message)
    }
    c.set('visitor', await visitorNow(c, client, gate))
    await next()
  }
}

/** Who asks now, by what the request shows, or `only` that of it: it may be worth less than when it came. */
export async function visitorNow(c: Context, client: Client, gate: Gate, only?: Visitor['way']): Promise<Visitor> {
  const { access, open, hosts = [], cloudflare } = gate
  const holder = client.address
  if (cloudflare && client.forwarded) {
    const pass = await cloudflare.pass(c.req.header('cf-access-jwt-assertion'))
    return pass
      ? { client, pass, holder: pass.name, way: 'cloudflare' }
      : { client, holder, refusal: { kind: 'wrong' } }
  }
  let refusal: Refusal | undefined
  const shown = credentialsOf(c, client.https)
  for (const credential of only === undefined ? shown : shown.filter(({ way }) => way === only)) {
    const entry = await worthOf(credential, client, access)
    if (entry.kind !== 'pass') {
      refusal ??= entry
      continue
    }
    const { way, text } = credential
    const { pass, tokenEndsAt } = entry
    if (way === 'session')
      return { client, pass, holder: entry.holder, way, ...(tokenEndsAt && { sessionEndsAt: tokenEndsAt }) }
    return { client, pass, holder, way, ...(way === 'ticket' && { ticket: text }) }
  }
  const host = client.origin.slice(client.origin.indexOf('//') + 2)
  if (open && (client.forwarded || isOwnName(host, hosts))) return { client, pass: OPEN_PASS, holder, way: 'open' }
  if (open) refusal ??= { kind: 'foreign_name', host }
  return { client, holder, ...(refusal && { refusal }) }
}

/** Who shows this ticket, whatever else the request shows; where Cloudflare Access decides, no ticket counts. */
export async function byTicketAlone(c: Context<AppEnv>, gate: Gate, ticket: string): Promise<Visitor> {
  const { client } = c.get('visitor')
  if (gate.cloudflare && client.forwarded) return visitorNow(c, client, gate)
  const entry = await gate.access.byToken('ticket', ticket)
  const holder = client.address
  if (entry.kind !== 'pass') return { client, holder, refusal: entry }
  return { client, pass: entry.pass, holder, way: 'ticket', ticket }
}

async function worthOf(credential: Credential, client: Client, access: Access): Promise<Entry | TooManyAttempts> {
  const { way, text } = credential
  if (way !== 'code') return access.byToken(way, text)
  return tryCode(text, client, access)
}

/** What a code is worth, unless its address has tried too many wrong ones: then it is not even looked at. */
export async function tryCode(
  text: string,
  { address }: Pick<Client, 'address'>,
  access: Access,
): Promise<Entry | TooManyAttempts> {
  const { attempts, audit } = access
  const now = Date.now()
  const seconds = attempts.waitSeconds(address, now)
  if (seconds > 0) {
    audit.add({ event: 'refusal', address, detail: 'Too many wrong codes: this address has to wait.' }, now)
    return { kind: 'too_many_attempts', seconds }
  }
  const entry = await access.byCode(text)
  if (entry.kind === 'pass') attempts.succeeded(address)
  if (entry.kind === 'wrong') {
    attempts.failed(address, readCode(text) ?? text, now) // what stands around a code makes it no other one
    audit.add({ event: 'refusal', address, detail: 'A wrong code.' }, now)
  }
  if (entry.kind === 'expired' || entry.kind === 'revoked') {
    const { kind, link, name } = entry
    audit.add({ event: 'refusal', link, name, address, detail: `The link "${name}" is ${kind}.` }, now)
  }
  return entry
}
