import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'

/** What a request shows to be let in. `text` is a secret. */
export interface Credential {
  readonly way: 'ticket' | 'code' | 'session'
  readonly text: string
}

/** A session's cookie: over https one that only this host can have set (RFC 6265bis, cookie name prefixes). */
export function cookieName(https: boolean): string {
  return https ? '__Host-tunnelcam' : 'tunnelcam'
}

/** What a request shows: a ticket in its address, a code in its Authorization header, a session in its cookie. */
export function credentialsOf(c: Context, https: boolean): Credential[] {
  const ticket = c.req.query('t')
  const code = codeIn(c.req.header('Authorization'))
  const session = getCookie(c, cookieName(https))
  return [
    ...(ticket === undefined ? [] : [{ way: 'ticket' as const, text: ticket }]),
    ...(code === undefined ? [] : [{ way: 'code' as const, text: code }]),
    ...(session === undefined ? [] : [{ way: 'session' as const, text: session }]),
  ]
}

/** Bearer (RFC 6750), or the password of Basic (RFC 7617) with any user name. */
function codeIn(authorization: string | undefined): string | undefined {
  const [, scheme, value] = /^(bearer|basic) +([\w.~+/=-]+)$/i.exec(authorization ?? '') ?? []
  if (value === undefined) return undefined
  if (scheme?.toLowerCase() === 'bearer') return value
  try {
    const pair = atob(value)
    return pair.slice(pair.indexOf(':') + 1)
  } catch {
    return '' // not base64: a wrong code
  }
}
