import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { UpgradeWebSocket } from 'hono/ws'
import { Problem } from './problem.ts'

/** Whether a request asks for a WebSocket (RFC 6455 §4.2.1). */
export function asksForSocket(c: Context): boolean {
  return c.req.header('Upgrade')?.toLowerCase() === 'websocket'
}

/** RFC 9110 §15.5.22: 426 for a request that asks for no WebSocket. */
export const upgradesOnly = createMiddleware(async (c, next) => {
  if (!asksForSocket(c)) throw upgradeNeeded()
  await next()
})

/** The answer to a request for a WebSocket that got none: the runtime has none (501), or it was no such request after all. */
export function noSocket(upgradeWebSocket: UpgradeWebSocket | undefined): Problem {
  return upgradeWebSocket ? upgradeNeeded() : new Problem(501, 'no_websocket', 'WebSockets are not served here.')
}

function upgradeNeeded(): Problem {
  return new Problem(426, 'websocket_only', 'This address is for WebSockets; open it with one.', {
    Upgrade: 'websocket',
  })
}
