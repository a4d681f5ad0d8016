import { Hono } from 'hono'
import { z } from 'zod'
import type { Hub } from '../hub/hub.ts'
import { DELAY_BUCKETS, DELIVERIES } from '../media/playerReport.ts'
import { bodyOf, jsonBody } from './access/body.ts'
import { forViewers } from './access/requires.ts'
import { cameraNamed } from './availability.ts'
import type { AppEnv } from './env.ts'
import { Problem } from './problem.ts'

/** What `POST /api/cameras/:id/report` takes: numbers, within what a page can have seen in a minute, and no words. */
export const reportSchema = z.strictObject({
  player: z.string().regex(/^[a-z0-9]{8,16}$/, 'expected 8 to 16 small letters and digits'),
  delivery: z.enum(DELIVERIES),
  frames: z.int().min(0).max(10_000),
  stalls: z.int().min(0).max(100),
  bytes: z.int().min(0).max(4_000_000_000).optional(),
  delays: z.array(z.int().min(0).max(10_000)).length(DELAY_BUCKETS.length + 1),
  delaySum: z.number().min(0).max(1_000_000),
  medianMs: z.number().min(0).max(3_600_000).optional(),
  p95Ms: z.number().min(0).max(3_600_000).optional(),
  over: z.boolean(),
})

/** A page reports every ten seconds, and when its picture comes another way: so many in that time are more than twelve pages do. */
const MOST = { perHolder: 60, all: 1000, eachMs: 10_000 }
const MOST_BYTES = 2048

/**
 * `POST /api/cameras/:id/report`: what a page tells of the picture it shows, for `/metrics` and the owner. Who may see the
 * camera may report of it; the answer is 204, or 429 to who reports too often.
 */
export function reportRoutes(hub: Hub): Hono<AppEnv> {
  const tooMany = tooManyReports()
  return new Hono<AppEnv>().post('/cameras/:id/report', forViewers(), bodyOf(MOST_BYTES), async c => {
    const camera = cameraNamed(hub, c.req.param('id'))
    const { pass, holder } = c.get('visitor')
    const who = `${pass?.link} ${holder}`
    const now = performance.now()
    if (tooMany(who, now))
      throw new Problem(429, 'too_many_reports', 'This reports too often.', { 'Retry-After': '10' })
    camera.players.take(await jsonBody(c, reportSchema), who, now)
    return c.body(null, 204)
  })
}

/** To be called with each report of somebody: says whether he, or all together, have sent too many of late. */
function tooManyReports(): (who: string, now: number) => boolean {
  let since = 0
  let all = 0
  let counts = new Map<string, number>()
  return (who, now) => {
    if (now - since > MOST.eachMs) [since, all, counts] = [now, 0, new Map()]
    const count = (counts.get(who) ?? 0) + 1
    if (count > MOST.perHolder || all >= MOST.all) return true
    counts.set(who, count)
    all++
    return false
  }
}
