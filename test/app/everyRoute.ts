import type { Hono } from 'hono'
import { type Requirement, requirementOf } from '../../src/app/access/requires.ts'
import type { AppEnv } from '../../src/app/env.ts'

/** One route, as the app itself tells it. */
export interface Route {
  /** `GET` for one of all methods. */
  readonly method: string
  /** The pattern, as `/cameras/:id/still.jpg`. */
  readonly path: string
  /** All that its handlers say about who may use it; undefined when the first of them does not say it. */
  readonly requirements: readonly Requirement[] | undefined
}

/** Every route of an app, and what is no route but answers without asking for more. */
export function everyRoute(app: Hono<AppEnv>): Route[] {
  const handlers = new Map<string, object[]>()
  for (const { method, path, handler } of app.routes) {
    // A middleware takes `next` and stands before many paths; whatever does not is a route.
    if (method === 'ALL' && path.endsWith('*') && handler.length > 1) continue
    const key = `${method === 'ALL' ? 'GET' : method} ${path}`
    handlers.set(key, [...(handlers.get(key) ?? []), handler])
  }
  return [...handlers].map(([key, all]) => {
    const [method = '', path = ''] = key.split(' ')
    const said = all.map(handler => requirementOf(handler))
    return { method, path, requirements: said[0] && said.filter(requirement => requirement !== undefined) }
  })
}

/** The routes that do not say who may use them. */
export function undeclared(app: Hono<AppEnv>): string[] {
  return everyRoute(app).flatMap(({ method, path, requirements }) => (requirements ? [] : [`${method} ${path}`]))
}

/**
 * A path that a pattern stands for, with these values for its parameters, or the first of these files that fits one.
 * Throws where none does.
 */
export function examplePath(pattern: string, values: Readonly<Record<string, string>>, files: readonly string[]) {
  return pattern.replaceAll(/:(\w+)(?:\{((?:[^{}]|\{[^{}]*\})+)\})?/g, (_, name: string, rule: string | undefined) => {
    const value = rule === undefined ? values[name] : files.find(file => new RegExp(`^(?:${rule})$`).test(file))
    if (value === undefined) throw new Error(`${pattern}: the walk needs an example of :${name}.`)
    return value
  })
}
