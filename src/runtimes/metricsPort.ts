import { createServer, type Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { type Metrics, metricsRoutes } from '../app/metrics.ts'
import { answerMethodNotAllowed, answerNotFound, answerProblem, Problem } from '../app/problem.ts'
import { type Listening, listenOn } from './node.ts'

/** Whoever reads figures needs one connection. */
const MAX_CONNECTIONS = 50

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/

/**
 * Serves the figures on a port of their own, without asking who is there: `/metrics` and `/healthz`, and nothing else.
 * Rejects with the system's error (`code` EADDRINUSE, EACCES, EADDRNOTAVAIL) when it can't listen.
 */
export async function listenForMetrics(host: string, port: number, metrics: Metrics): Promise<Listening> {
  const { fetch } = metricsApp(host, metrics)
  const server = createAdaptorServer({ fetch, createServer }) as Server // createServer above makes that kind
  server.maxConnections = MAX_CONNECTIONS
  return listenOn(server, host, port)
}

function metricsApp(host: string, metrics: Metrics): Hono {
  const app = new Hono()
  app.onError(answerProblem)
  app.notFound(answerNotFound)
  app.use(methodNotAllowed({ app, onMethodNotAllowed: answerMethodNotAllowed }))
  if (LOOPBACK.test(host)) {
    // A web page elsewhere may point a name of its own at 127.0.0.1 (DNS rebinding).
    app.use(async (c, next) => {
      const { hostname } = new URL(c.req.url)
      if (!LOOPBACK.test(hostname))
        throw new Problem(421, 'not_this_host', `These figures are not served as "${hostname.slice(0, 80)}".`)
      await next()
    })
  }
  app.get('/healthz', c => c.json({ ok: true }))
  app.route('/', metricsRoutes(metrics))
  return app
}
