import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from '../env.ts'
import { Problem } from '../problem.ts'
import { asksForSocket } from '../socketOnly.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses what a page of somebody else's makes a browser do with our cookie: requests that change something, and
 * WebSockets, which no other rule of browsers keeps in. Programs send no Origin and are let through; a page may be told
 * to by `allowed` origins, as `https://home.example.com`. A WebSocket that a ticket in its address opens is no use of our
 * cookie: whoever has the ticket may show what it shows.
 */
export function sameOrigin(allowed: readonly string[]): MiddlewareHandler<AppEnv> {
  return async function sameOrigin(c, next) {
    const origin = c.req.header('Origin')
    const site = c.req.header('Sec-Fetch-Site')
    const byTicket = asksForSocket(c) && c.get('visitor').way === 'ticket'
    const foreign = origin !== undefined ? !isOurs(origin, c.get('visitor').client.origin) : site === 'cross-site'
    if ((asksForSocket(c) || !SAFE.has(c.req.method)) && foreign && !byTicket && !allowed.includes(origin ?? ''))
      throw new Problem(403, 'foreign_origin', `${origin ?? 'A page of another site'} may not do this here.`)
    await next()
  }
}

// Who terminates TLS before us may not tell, so http and https count as the same; under the page's own scheme, so that
// :443 is left out on both sides or on neither.
function isOurs(origin: string, ours: string): boolean {
  if (!URL.canParse(origin)) return false // "null", as of a sandboxed frame
  const page = new URL(origin)
  const host = ours.slice(ours.indexOf('//') + 2)
  return page.host !== '' && new URL(`${page.protocol}//${host}`).host === page.host
}
