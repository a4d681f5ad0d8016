import { type Context, Hono } from 'hono'
import type { UpgradeWebSocket } from 'hono/ws'
import type { Relay } from '../../hub/relay/relay.ts'
import { forPublishers } from '../access/requires.ts'
import { askingOf, type Visits } from '../access/visits.ts'
import type { AppEnv } from '../env.ts'
import { Problem } from '../problem.ts'
import { noSocket, upgradesOnly } from '../socketOnly.ts'
import { agentSocket } from './agentSocket.ts'

/** Room for a JPEG or a keyframe, and the header before it. */
const MOST_MESSAGE_BYTES = (16 << 20) + 4096

/**
 * `/relay/:id`: agents publish their cameras here, each over a WebSocket of its own. It needs the relay's code, or that of a
 * link for publishing. `?agent=` names the agent, the same over all its connections, `name=` the camera, for people.
 */
export function relayRoutes(
  relay: Relay,
  visits: Visits,
  upgradeWebSocket: UpgradeWebSocket | undefined,
): Hono<AppEnv> {
  const routes = new Hono<AppEnv>().get('/:id', forPublishers, upgradesOnly)
  if (upgradeWebSocket)
    routes.get(
      '/:id',
      upgradeWebSocket(
        (c: Context<AppEnv>) => {
          const camera = cameraId(c.req.param('id') ?? '')
          const { agent, name, repeats, small, yields } = c.req.query()
          const connecting = {
            camera,
            name: cameraName(name),
            agent: agentName(agent),
            repeats: repeats !== undefined,
            small: small !== undefined,
            yields: yields !== undefined,
          }
          const asking = askingOf(c, c.get('visitor'), camera, 'publish')
          return agentSocket(relay, { connecting, asking }, () => visits.lasting(c, camera, 'publish'))
        },
        { mostBytes: MOST_MESSAGE_BYTES },
      ),
    )
  return routes.get('/:id', () => {
    throw noSocket(upgradeWebSocket)
  })
}

function cameraId(id: string): string {
  if (/^[a-z0-9][a-z0-9_-]{0,62}$/.test(id)) return id
  throw new Problem(400, 'bad_parameter', 'The camera is named by at most 63 small letters, digits, - and _.')
}

function cameraName(name = ''): string {
  if (/^(?!\s)\P{Cc}{1,100}$/u.test(name)) return name
  throw new Problem(400, 'bad_parameter', 'name: expected 1 to 100 letters, what people call the camera.')
}

function agentName(agent: string | undefined): string {
  if (agent && /^[0-9a-z-]{1,40}$/.test(agent)) return agent
  throw new Problem(400, 'bad_parameter', 'agent: expected 1 to 40 small letters and digits.')
}
