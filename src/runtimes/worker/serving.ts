import type { Hono, MiddlewareHandler } from 'hono'
import type { UpgradeWebSocket } from 'hono/ws'
import type { Access } from '../../access/access.ts'
import type { ViewerLimits } from '../../access/watching.ts'
import { createApp } from '../../app/app.ts'
import type { AppEnv } from '../../app/env.ts'
import { Problem } from '../../app/problem.ts'
import type { Hub } from '../../hub/hub.ts'
import type { Log } from '../../hub/log.ts'
import type { Relay } from '../../hub/relay/relay.ts'
import { edgeAssets } from './assets.ts'
import type { Env } from './platform.ts'

/** So many viewers one object serves well. */
const PER_OBJECT = 200
/** So many objects show one site's cameras: the site itself, and its branches. */
export const MOST_OBJECTS = 10

/** Stands in an answer of an object that has no room: another one may have. */
export const FULL = 'X-Tunnelcam-Full'

/** What an object serves. */
export interface Serving {
  readonly hub: Hub
  readonly access: Access
  readonly log: Log
  readonly upgrade: UpgradeWebSocket
  /** Takes agents' cameras. Default: none. */
  readonly relay?: Relay
}

/** The app in an object: the same as elsewhere, but that who finds it full is told so before anything begins. */
export function edgeApp({ hub, access, log, upgrade, relay }: Serving, env: Env): Hono<AppEnv> {
  return createApp({
    ...{ hub, relay, log, upgradeWebSocket: upgrade, assets: edgeAssets(env) },
    origins: { frame: [], cors: [] },
    gate: {
      access,
      open: false,
      trust: { proxies: [], tunnel: () => false },
      peer: c => c.req.header('CF-Connecting-IP') ?? '', // which Cloudflare sets, whoever sends another
    },
    admit: roomFor(access, Number(env.VIEWERS_PER_OBJECT ?? PER_OBJECT)),
  })
}

/** The most viewers of a camera and by a link: the site counts those at branches too, a branch its own alone. */
export function limitsIn(env: Env): ViewerLimits {
  const most = MOST_OBJECTS * Number(env.VIEWERS_PER_OBJECT ?? PER_OBJECT)
  return { perCamera: Number(env.VIEWERS_PER_CAMERA ?? most), perLink: Number(env.VIEWERS_PER_LINK ?? most) }
}

/** Whether somebody watches, or has been away for some seconds only. */
export function hasViewers(hub: Hub, { watching }: Access): boolean {
  const wanted = [...hub.cameras.values()].some(({ demand }) => demand.wanted().size > 0)
  return wanted || watching.list(Date.now()).some(({ output }) => output !== 'publish')
}

/** Where pictures are, but for a page's small things: who asks there is going to watch. */
const WATCHED = /^\/(cameras\/[^/]+\/(live|live\.mp4|stream\.mjpg|still\.jpg|hls\/.*)|live|video_feed)$/

function roomFor({ watching }: Access, most: number): MiddlewareHandler<AppEnv> {
  return async function roomFor(c, next) {
    const { pass, holder } = c.get('visitor')
    const { path } = c.req
    const watches = WATCHED.test(path) || (path === '/' && c.req.query('action') !== undefined)
    if (watches && pass?.role === 'viewer' && watching.isFull(most, { pass, holder }, Date.now())) {
      const message = `${most} are watching at this place already, which is the most.`
      throw new Problem(503, 'too_many_viewers', message, { [FULL]: '1', 'Retry-After': '30' })
    }
    await next()
  }
}
