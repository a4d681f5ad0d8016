import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose'
import type { Log } from '../hub/log.ts'
import { CLOUDFLARE_LINK, type Pass } from './pass.ts'

/** Asks Cloudflare Access's word on who somebody is. */
export interface CloudflareAccess {
  /** The pass of who carries this token (`Cf-Access-Jwt-Assertion`); undefined when it does not hold: fail closed. */
  pass(token: string | undefined): Promise<Pass | undefined>
}

/** As it stands in the configuration. */
export interface CloudflareAccessOptions {
  /** `https://myteam.cloudflareaccess.com` */
  readonly team: string
  /** The application's audience tag. */
  readonly audience: string
  /** E-mail addresses of those who are owners; all others are viewers. */
  readonly owners: readonly string[]
}

/** Checks the tokens of one application of Cloudflare Access: signature, issuer, audience and time (RFC 7519). */
export function cloudflareAccess(
  { team, audience, owners }: CloudflareAccessOptions,
  { log, fetch }: { log: Log; fetch: typeof globalThis.fetch },
): CloudflareAccess {
  const keys = createRemoteJWKSet(new URL('/cdn-cgi/access/certs', team), {
    [customFetch]: fetch,
    timeoutDuration: 5000,
  })
  const expected = { issuer: team, audience, algorithms: ['RS256'], requiredClaims: ['exp'] }
  return {
    async pass(token) {
      if (token === undefined) return undefined
      try {
        const { payload } = await jwtVerify(token, keys, expected)
        const name = typeof payload.email === 'string' ? payload.email : 'Cloudflare Access'
        const role = owners.includes(name.toLowerCase()) ? 'owner' : 'viewer'
        return {
          link: CLOUDFLARE_LINK,
          name,
          role,
          cameras: 'all',
          ...(payload.exp && { expiresAt: payload.exp * 1000 }),
        }
      } catch (error) {
        // What is wrong with a token is its bearer's affair; that the keys can't be had is ours.
        if (!isOfToken(error))
          log.warn({ err: error }, 'The keys of Cloudflare Access can’t be had, so nobody is let in by it.')
        return undefined
      }
    },
  }
}

const OF_KEYS: readonly string[] = [errors.JOSEError.code, errors.JWKSTimeout.code, errors.JWKSInvalid.code]

function isOfToken(error: unknown): boolean {
  return error instanceof errors.JOSEError && !OF_KEYS.includes(error.code)
}
