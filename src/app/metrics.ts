import { Hono } from 'hono'

/** Figures about this server in a text format that a monitoring program reads, and the format's media type. */
export type Metrics = () => Promise<{ readonly type: string; readonly text: string }>

/** `/metrics`: the figures as they are now, for Prometheus. Asking starts no capture. */
export function metricsRoutes(metrics: Metrics): Hono {
  return new Hono().get('/metrics', async c => {
    const { type, text } = await metrics()
    const headers = { 'Cache-Control': 'private, no-store', 'X-Content-Type-Options': 'nosniff', 'Content-Type': type }
    return c.body(text, 200, headers)
  })
}
