import { type Context, Hono } from 'hono'
import type { z } from 'zod'
import type { Access } from '../../access/access.ts'
import { type Link, linkState, passOf } from '../../access/link.ts'
import type { Hub } from '../../hub/hub.ts'
import { cameraNamed } from '../availability.ts'
import type { AppEnv } from '../env.ts'
import { Problem } from '../problem.ts'
import { bodyOf, jsonBody, newLinkSchema } from './body.ts'
import { cameraPath, outputPath, publishPagePath, publishPath } from './outputPath.ts'
import { forOwner, forViewers } from './requires.ts'

/** A ticket for a player that doesn't carry our cookie holds for a day: longer than anybody watches on. */
const TICKET_MS = 24 * 3600_000

/** The owner's links and who watches with them, below `/api`; and tickets for those who watch. */
export function linkRoutes(hub: Hub, access: Access): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/links', forOwner, c => {
      const now = Date.now()
      const links = access.links.map(link => linkJson(link, now))
      return c.json({ now, links, watching: access.watching.list(now) })
    })
    .post('/links', forOwner, bodyOf(64 * 1024), async c => {
      const wish = await jsonBody(c, newLinkSchema)
      const made = wish.kind === 'share' ? await share(wish, hub, access) : await embed(wish, hub, access)
      const [origin, link] = [publicOrigin(c, hub), linkJson(made.link, Date.now())]
      const publish = 'publish' in made && made.publish ? { publish: `${origin}${made.publish}` } : {}
      return c.json({ link, url: `${origin}${made.path}`, ...publish }, 201)
    })
    .delete('/links/:link', forOwner, async c => {
      const result = await access.revoke(c.req.param('link'))
      if (result === 'unknown') throw new Problem(404, 'link_not_found', 'There is no such link.')
      if (result === 'printed')
        throw new Problem(409, 'printed_link', 'The printed links end with the signing key: tunnelcam rotate.')
      return c.body(null, 204)
    })
    .get('/audit', forOwner, c => c.json({ now: Date.now(), entries: access.audit.entries }))
    .post('/cameras/:id/ticket', forViewers(), async c => {
      const { pass, holder, way } = c.get('visitor')
      if (!pass || way === 'open' || way === 'cloudflare') return c.json({ query: '', expiresAt: null })
      const expiresAt = Math.min(pass.expiresAt ?? Number.POSITIVE_INFINITY, Date.now() + TICKET_MS)
      return c.json({ query: `t=${await access.ticket(pass, ticketHolder(holder), expiresAt)}`, expiresAt })
    })
}

type Wish<Kind> = Extract<z.output<typeof newLinkSchema>, { kind: Kind }>

async function share(wish: Wish<'share'>, hub: Hub, access: Access) {
  const { name, cameras, role, seconds } = wish
  if (cameras !== 'all') for (const camera of cameras) cameraNamed(hub, camera)
  const { link, code } = await access.share({ name, cameras, ...until(seconds) }, role)
  const only = cameras !== 'all' && cameras.length === 1 ? cameras[0] : undefined
  if (role === 'viewer') return { link, path: `${only === undefined ? '/' : cameraPath(only)}#k=${code}` }
  const path = `${publishPagePath(only)}#k=${code}`
  if (only === undefined) return { link, path }
  return { link, path, publish: `${publishPath(only)}?t=${await access.ticket(passOf(link), '0', link.expiresAt)}` }
}

async function embed(wish: Wish<'embed'>, hub: Hub, access: Access) {
  const { name, camera, output, seconds } = wish
  cameraNamed(hub, camera)
  const { link, ticket } = await access.embed({ name, cameras: [camera], ...until(seconds) }, output)
  return { link, path: `${outputPath(camera, output)}?t=${ticket}` }
}

function until(seconds: number | null): { expiresAt?: number } {
  return seconds === null ? {} : { expiresAt: Date.now() + seconds * 1000 }
}

/** Where others find us: by the tunnel if there is one, else as the owner did. */
function publicOrigin(c: Context<AppEnv>, hub: Hub): string {
  const state = hub.tunnel?.state
  return state?.kind === 'ready' ? state.url : c.get('visitor').client.origin
}

function linkJson(link: Link, now: number) {
  const { id, name, kind, role, cameras, createdAt, expiresAt } = link
  const output = link.kind === 'embed' ? link.output : null
  return { id, name, kind, role, cameras, output, createdAt, expiresAt: expiresAt ?? null, state: linkState(link, now) }
}

// A holder may be an address; a ticket says only letters and digits.
function ticketHolder(holder: string): string {
  return /^[0-9a-z]{1,20}$/.test(holder) ? holder : '0'
}
