import type { Context } from 'hono'
import type { Access } from '../../access/access.ts'
import { type Asking, TooManyViewers, type Use, type Visit } from '../../access/watching.ts'
import type { AppEnv } from '../env.ts'
import { Problem } from '../problem.ts'
import { deviceOf } from './device.ts'
import { refused } from './refuse.ts'
import type { Visitor } from './visitor.ts'

/** Who watches several cameras by one connection: he, and what tells his connection from others. */
export interface ByConnection {
  readonly visitor: Visitor
  readonly connection: string
}

/** Notes who watches, or publishes. Both throw Problem 503 when too many do already. */
export interface Visits {
  /** A stream that lasts until `leave` is called; of several by one connection say by which. */
  lasting(c: Context<AppEnv>, camera: string, output: Use, by?: ByConnection): Visit
  /** One request of a viewer who comes back for the next. */
  passing(c: Context<AppEnv>, camera: string, output: Use): Visit
  /** How many people and programs watch a camera now: who does by two outputs is one. */
  watching(camera: string): number
}

/** Visits as the owner sees them listed, and as a revoked link ends them. */
export function visits({ watching, audit }: Access): Visits {
  const begin = (kind: 'begin' | 'pass', c: Context<AppEnv>, camera: string, output: Use, by?: ByConnection): Visit => {
    const { visitor = c.get('visitor'), connection } = by ?? {}
    const asking = { ...askingOf(c, visitor, camera, output), ...(connection !== undefined && { connection }) }
    const now = Date.now()
    try {
      const visit = watching[kind](asking, now)
      if (visit.begun) noteEntry(visitor, asking, now)
      return visit
    } catch (error) {
      if (!(error instanceof TooManyViewers)) throw error
      const { link, name } = asking.pass
      audit.add({ event: 'refusal', link, name, address: asking.address, detail: error.message }, now)
      throw new Problem(503, 'too_many_viewers', error.message, { 'Retry-After': '30' })
    }
  }
  // A session came in by /login, which is noted there; where all is open nobody comes in.
  const noteEntry = ({ way }: Visitor, { pass, camera, output, address }: Asking, now: number) => {
    if (way === 'session' || way === 'open') return
    const { link, name } = pass
    const does = output === 'publish' ? 'publishes to' : 'watches'
    audit.add({ event: 'entry', link, name, address, detail: `Somebody ${does} ${camera} by "${name}".` }, now)
  }
  return {
    lasting: (c, camera, output, by) => begin('begin', c, camera, output, by),
    passing: (c, camera, output) => begin('pass', c, camera, output),
    watching: camera => {
      const those = watching.list(Date.now()).filter(one => one.camera === camera && one.output !== 'publish')
      return new Set(those.map(({ link, address, device }) => [link, address, device].join(' '))).size
    },
  }
}

/** Who asks, to be noted. Throws Problem for who has shown nothing. */
export function askingOf(c: Context<AppEnv>, visitor: Visitor, camera: string, output: Use): Asking {
  const { pass, holder, client } = visitor
  if (!pass) throw refused(visitor)
  return { pass, camera, output, holder, address: client.address, device: deviceOf(c.req.header('User-Agent')) }
}
