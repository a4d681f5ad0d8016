import { type Context, Hono } from 'hono'
import type { UpgradeWebSocket } from 'hono/ws'
import { maySee } from '../../../access/pass.ts'
import type { Hub } from '../../../hub/hub.ts'
import type { Log } from '../../../hub/log.ts'
import { refused } from '../../access/refuse.ts'
import { forViewers } from '../../access/requires.ts'
import { byTicketAlone, type Gate, type Visitor, visitorNow } from '../../access/visitor.ts'
import type { Visits } from '../../access/visits.ts'
import { cameraNamed } from '../../availability.ts'
import type { AppEnv } from '../../env.ts'
import { Problem } from '../../problem.ts'
import { noSocket, upgradesOnly } from '../../socketOnly.ts'
import { type Enter, manySocket } from './socket.ts'

/**
 * `/live`: one WebSocket for many cameras. What opens it shows those cameras that it shows elsewhere; a ticket sent along
 * with the wish for a camera shows that one. `upgradeWebSocket` is the runtime's way to open one; without it the answer is 501.
 */
export function manyRoutes(
  hub: Hub,
  visits: Visits,
  { gate, log, upgradeWebSocket }: { gate: Gate; log: Log; upgradeWebSocket: UpgradeWebSocket | undefined },
): Hono<AppEnv> {
  const routes = new Hono<AppEnv>().get('/live', forViewers('live'), upgradesOnly)
  if (upgradeWebSocket)
    routes.get(
      '/live',
      upgradeWebSocket((c: Context<AppEnv>) => manySocket(logged(entrance(c, hub, visits, gate), log))),
    )
  return routes.get('/live', () => {
    throw noSocket(upgradeWebSocket)
  })
}

/** Looks at who asks anew for each camera: a link may have been revoked since the connection was opened. */
function entrance(c: Context<AppEnv>, hub: Hub, visits: Visits, gate: Gate): Enter {
  const connection = crypto.randomUUID()
  return async ({ camera: id, ticket }) => {
    const visitor = ticket === undefined ? await asBefore(c, gate) : await byTicketAlone(c, gate, ticket)
    if (!visitor.pass || !maySee(visitor.pass, id, 'live')) throw refused(visitor)
    const camera = cameraNamed(hub, id)
    return { camera, visit: visits.lasting(c, camera.id, 'live', { visitor, connection }) }
  }
}

/** What is no Problem is our fault, and is not to end the program. */
function logged(enter: Enter, log: Log): Enter {
  return request =>
    enter(request).catch((error: unknown) => {
      if (error instanceof Problem) throw error
      log.error({ path: '/live', error: String(error) }, 'a camera could not be watched')
      throw new Problem(500, 'internal', 'The server made a mistake; its log says which.')
    })
}

// Who was let in by a ticket may be a page of another site: a cookie that its request had, too, is not to count instead.
async function asBefore(c: Context<AppEnv>, gate: Gate): Promise<Visitor> {
  const before = c.get('visitor')
  const now = await visitorNow(c, before.client, gate, before.way)
  return now.way === before.way ? now : { client: now.client, holder: now.holder, refusal: now.refusal ?? WRONG }
}

const WRONG = { kind: 'wrong' } as const
