import { Hono } from 'hono'
import type { AppEnv } from '../app/env.ts'
import { fileRoutes } from '../app/pages.ts'
import { answerProblem, Problem } from '../app/problem.ts'
import { securityHeaders } from '../app/securityHeaders.ts'
import { edgeAssets } from './worker/assets.ts'
import { answerWhereRoomIs } from './worker/place.ts'
import type { Env } from './worker/platform.ts'

export { Branch } from './worker/branch/branch.ts'
export { Site } from './worker/site.ts'

/**
 * The Worker before a relay's object: it answers what needs no object, so that this costs no request to it, and hands on
 * the rest. Who may see what is decided in the object.
 */
export default {
  fetch: (request: Request, env: Env): Response | Promise<Response> => gateway(env).fetch(request, env),
}

function gateway(env: Env): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.onError(answerProblem)
  app.notFound(c => answerWhereRoomIs(plain(c.req.raw), env))
  app.use('/static/*', securityHeaders([]))
  app.use('/relay/*', async (c, next) => {
    if (c.req.header('Authorization') === undefined)
      throw new Problem(401, 'access_needed', 'Agents show the relay’s token here, in the header Authorization.')
    await next()
  })
  return app.route('/', fileRoutes(edgeAssets(env)))
}

/** Without what stands there for proxies: the one before us is Cloudflare, which says who asks in a header of its own. */
function plain(request: Request): Request {
  if (!request.headers.has('X-Forwarded-For')) return request
  const copy = new Request(request)
  copy.headers.delete('X-Forwarded-For')
  return copy
}
