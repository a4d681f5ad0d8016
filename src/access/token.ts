import type { Signer } from './signer.ts'

/** A session is a browser's cookie; a ticket stands in an address, where cookies don't travel. */
export type Purpose = 'session' | 'ticket'

/** What a token says: which link it comes from, until when it holds (ms since 1970), and whose it is. */
export interface Claims {
  readonly link: string
  readonly expiresAt?: number
  /** Tells one browser or program from another. */
  readonly holder: string
}

const FORMAT = /^([a-z0-9]{4,20})\.([0-9a-z]{1,11})\.([0-9a-z]{1,20})\.([\w-]{43})$/

/** A signed token: `link.expiry.holder.signature`, the expiry in seconds to the base of 36, 0 for none. */
export async function writeToken(signer: Signer, purpose: Purpose, claims: Claims): Promise<string> {
  const seconds = claims.expiresAt === undefined ? 0 : Math.ceil(claims.expiresAt / 1000)
  const text = `${claims.link}.${seconds.toString(36)}.${claims.holder}`
  return `${text}.${await signer.sign(`${purpose}:${text}`)}`
}

/** What a token says; undefined when it is not ours, or not for this purpose. Whether it still holds is not looked at. */
export async function readToken(signer: Signer, purpose: Purpose, token: string): Promise<Claims | undefined> {
  const [, link, expiry, holder, signature] = FORMAT.exec(token) ?? []
  if (link === undefined || expiry === undefined || holder === undefined || signature === undefined) return undefined
  if (!(await signer.verify(`${purpose}:${link}.${expiry}.${holder}`, signature))) return undefined
  const seconds = Number.parseInt(expiry, 36)
  return { link, holder, ...(seconds > 0 && { expiresAt: seconds * 1000 }) }
}

/** Random letters for an id or a holder. */
export function randomLetters(count: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(count))
  return [...bytes].map(byte => (byte % 32).toString(32)).join('')
}
