import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from '../env.ts'
import { asksForSocket } from '../socketOnly.ts'

/** What tells how old a still is, and what was missed before it. */
export const PICTURE_HEADERS = ['Sequence', 'Captured-At', 'Age', 'Skipped'].map(name => `X-Tunnelcam-${name}`)

/**
 * Lets the scripts of any site read what a ticket in an address gives, and why it gives nothing: whoever has the ticket has
 * that anyway. An answer that our cookie had a part in stays closed to them.
 */
export const readableByTicket: MiddlewareHandler<AppEnv> = async function readableByTicket(c, next) {
  await next()
  const { way, pass } = c.get('visitor')
  const byTicket = way === 'ticket' || (pass === undefined && c.req.query('t') !== undefined)
  if (!byTicket || asksForSocket(c)) return
  const { headers } = c.res
  if (!headers.has('Access-Control-Allow-Origin')) {
    headers.set('Access-Control-Allow-Origin', '*')
    headers.set('Access-Control-Expose-Headers', PICTURE_HEADERS.join(','))
  }
  // Pages that are isolated (COEP) take nothing that does not say so.
  headers.set('Cross-Origin-Resource-Policy', 'cross-origin')
}
