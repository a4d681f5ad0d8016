import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from '../env.ts'
import { Problem } from '../problem.ts'

/**
 * Lets at most so many requests by one link wait for their answers at a time, as those for a playlist or a still that is
 * not there yet: one guest must not take all connections there are from the others. Owners are not counted.
 */
export function boundWaiting(most: number): MiddlewareHandler<AppEnv> {
  const waiting = new Map<string, number>()
  return async function boundWaiting(c, next) {
    const { pass } = c.get('visitor')
    if (!pass || pass.role === 'owner') return next()
    const { link } = pass
    const now = waiting.get(link) ?? 0
    if (now >= most)
      throw new Problem(503, 'too_many_requests', `${now} requests by this link wait already, which is the most.`, {
        'Retry-After': '5',
      })
    waiting.set(link, now + 1)
    try {
      await next()
    } finally {
      const left = (waiting.get(link) ?? 1) - 1
      if (left > 0) waiting.set(link, left)
      else waiting.delete(link)
    }
  }
}
