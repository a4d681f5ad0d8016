import { createMiddleware } from 'hono/factory'
import { Problem } from './problem.ts'

/** Everything here is for looking at: 405 for any method but GET and HEAD (RFC 9110 §15.5.6). */
export const readOnly = createMiddleware(async (c, next) => {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD')
    throw new Problem(405, 'method_not_allowed', `${c.req.method} is not for ${c.req.path}; GET and HEAD are.`, {
      Allow: 'GET, HEAD',
    })
  await next()
})
