import type { Context, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import { Problem } from './problem.ts'

/**
 * Refuses (403) a WebSocket that a page of another site opens. Browsers let any page open one, and send this site's
 * cookies along: only the Origin header, which no page can forge, tells. Programs send none and pass. `allowed` are
 * further origins, as `https://dash.example`.
 */
export function sameOriginSocket(allowed: readonly string[]): MiddlewareHandler {
  return createMiddleware(async (c, next) => {
    const origin = c.req.header('Origin')
    if (origin !== undefined && !isOwn(origin, c) && !allowed.includes(origin))
      throw new Problem(403, 'foreign_origin', `A page of "${origin.slice(0, 80)}" may not watch here.`)
    await next()
  })
}

/** The scheme is not compared: behind a tunnel or proxy that speaks TLS, requests come here as http. */
function isOwn(origin: string, c: Context): boolean {
  const page = parsed(origin)
  const host = c.req.header('Host') ?? new URL(c.req.url).host
  // Under the page's own scheme, so that :443 is left out on both sides or on neither.
  return page !== undefined && page.host !== '' && parsed(`${page.protocol}//${host}`)?.host === page.host
}

function parsed(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined
}
