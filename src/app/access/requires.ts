import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { mayPublish, maySee, opens, type Pass } from '../../access/pass.ts'
import type { Output } from '../../hub/counts.ts'
import type { AppEnv } from '../env.ts'
import { Problem } from '../problem.ts'
import { refused } from './refuse.ts'

/** Who may use a route. `output`: only where that output may be seen. */
export type Requirement =
  | { readonly who: 'anyone' | 'signed in' | 'owner' | 'publisher' }
  | { readonly who: 'viewer'; readonly output?: Output }

const declared = new WeakMap<object, Requirement>()

/** What a handler of a route declares about who may use the route. */
export function requirementOf(handler: object): Requirement | undefined {
  return declared.get(handler)
}

/** Everybody, also without a link: nothing private is to be had here. */
export const forAnyone = declare({ who: 'anyone' }, () => true)

/** Everybody who came by any link, but for one that fetches one output only; tickets are for pictures. */
export const forSignedIn = declare({ who: 'signed in' }, (pass, c) => pass.output === undefined && !byTicket(c))

/** The owner alone, and not by a ticket. */
export const forOwner = declare({ who: 'owner' }, (pass, c) => pass.role === 'owner' && !byTicket(c))

/**
 * Who may see the camera that `:id` in the path names; without one in the path, any camera. What is no `output` of a
 * camera is not for tickets.
 */
export function forViewers(output?: Output): MiddlewareHandler<AppEnv> {
  return declare({ who: 'viewer', ...(output && { output }) }, (pass, c) => {
    const camera = c.req.param('id')
    if (output === undefined && camera !== undefined && byTicket(c)) return false
    if (camera !== undefined) return maySee(pass, camera, output)
    return pass.role !== 'publisher' && (output === undefined || opens(pass, output))
  })
}

/** Who may send pictures to the camera that `:id` in the path names; without one in the path, to any, and not by a ticket. */
export const forPublishers = declare({ who: 'publisher' }, (pass, c) => {
  const camera = c.req.param('id')
  return camera === undefined ? pass.role !== 'viewer' && !byTicket(c) : mayPublish(pass, camera)
})

/** Whether a request may see a camera, by an output if one is given. */
export function allows(c: Context<AppEnv>, camera: string, output?: Output): boolean {
  const { pass } = c.get('visitor')
  return pass !== undefined && maySee(pass, camera, output)
}

/**
 * Refuses a route that does not say first of all who may use it: a forgotten declaration must not open anything, nor one
 * that comes after what it is to guard. What is for all methods of a path and those below is a middleware, and no route.
 */
export const closedUnlessDeclared: MiddlewareHandler<AppEnv> = async function closedUnlessDeclared(c, next) {
  const [first] = matchedRoutes(c).filter(({ method, path }) => method !== 'ALL' || !path.endsWith('*'))
  if (first && !declared.has(first.handler))
    throw new Problem(500, 'undeclared', 'This route does not say who may use it, so nobody may.')
  await next()
}

// A ticket stands in addresses, which are handed on: to a television, into a log. Whoever had it made, it shows pictures.
function byTicket(c: Context<AppEnv>): boolean {
  return c.get('visitor').way === 'ticket'
}

function declare(
  requirement: Requirement,
  allowed: (pass: Pass, c: Context<AppEnv>) => boolean,
): MiddlewareHandler<AppEnv> {
  const check: MiddlewareHandler<AppEnv> = async (c, next) => {
    const visitor = c.get('visitor')
    if (requirement.who !== 'anyone' && !(visitor.pass && allowed(visitor.pass, c))) throw refused(visitor)
    await next()
  }
  declared.set(check, requirement)
  return check
}
