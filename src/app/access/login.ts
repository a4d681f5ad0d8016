import { type Context, Hono } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import type { Access } from '../../access/access.ts'
import type { Pass } from '../../access/pass.ts'
import type { AppEnv } from '../env.ts'
import { Problem } from '../problem.ts'
import { bodyOf, jsonBody, loginSchema } from './body.ts'
import { cookieName } from './credentials.ts'
import { tooManyAttempts, words } from './refuse.ts'
import { forAnyone, forSignedIn } from './requires.ts'
import { tryCode } from './visitor.ts'

/** A session that ends sooner than this is given anew to who comes back. */
const RENEW_MS = 15 * 24 * 3600_000
/** For so long who came in by a link that has expired is told so. */
const TOLD_MS = 24 * 3600_000

/** Coming in and going out: a code becomes a session, which a browser carries in a cookie that no script can read. */
export function loginRoutes(access: Access, options: { open: boolean; framed: boolean }): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .post('/login', forAnyone, bodyOf(4096), c => login(c, access, options.framed))
    .post('/logout', forAnyone, c => {
      const { https } = c.get('visitor').client
      deleteCookie(c, cookieName(https), cookieOptions(https, options.framed))
      return c.body(null, 204)
    })
    .get('/api/me', forSignedIn, async c => {
      const { pass, way } = c.get('visitor')
      if (!pass) throw new Error('forSignedIn lets nobody through without a pass')
      const { name, role, cameras, expiresAt } = pass
      if (way === 'session') await renew(c, access, pass, options.framed)
      c.header('Cache-Control', 'private, no-store')
      const me = { role, name, cameras, expiresAt: expiresAt ?? null, open: options.open }
      return c.json({ now: Date.now(), me })
    })
}

async function login(c: Context<AppEnv>, access: Access, framed: boolean): Promise<Response> {
  const { code } = await jsonBody(c, loginSchema)
  const { client } = c.get('visitor')
  const entry = await tryCode(code, client, access)
  if (entry.kind === 'too_many_attempts') throw tooManyAttempts(entry.seconds)
  if (entry.kind !== 'pass') throw new Problem(401, ...words[entry.kind])
  const { pass } = entry
  await giveSession(c, access, { pass, framed })
  const { link, name, role } = pass
  const detail = `Somebody came in by "${name}".`
  access.audit.add({ event: 'entry', link, name, address: client.address, detail }, Date.now())
  return c.json({ role, name }, 200, { 'Cache-Control': 'private, no-store' })
}

async function giveSession(
  c: Context<AppEnv>,
  access: Access,
  { pass, holder, framed }: { pass: Pass; holder?: string; framed: boolean },
): Promise<void> {
  const { https } = c.get('visitor').client
  const { token, expiresAt } = await access.session(pass, holder)
  // With the cookie gone, nobody could say that it was the link's time that is over.
  const kept = expiresAt === pass.expiresAt ? expiresAt + TOLD_MS : expiresAt
  const maxAge = Math.max(1, Math.floor((kept - Date.now()) / 1000))
  setCookie(c, cookieName(https), token, { ...cookieOptions(https, framed), maxAge })
}

// In a frame of another site only a cookie of its own jar is carried, and only over https. Only who names that jar
// can take the cookie out of it.
function cookieOptions(https: boolean, framed: boolean) {
  const common = { path: '/', httpOnly: true, secure: https } as const
  return framed && https
    ? ({ ...common, sameSite: 'None', partitioned: true } as const)
    : ({ ...common, sameSite: 'Lax' } as const)
}

async function renew(c: Context<AppEnv>, access: Access, pass: Pass, framed: boolean): Promise<void> {
  const { sessionEndsAt, holder } = c.get('visitor')
  if (sessionEndsAt === undefined || sessionEndsAt - Date.now() > RENEW_MS) return
  if (pass.expiresAt !== undefined && sessionEndsAt >= pass.expiresAt) return // it ends with its link
  await giveSession(c, access, { pass, holder, framed })
}
