import { createMiddleware } from 'hono/factory'
import { Problem } from './problem.ts'

/** Headers of proxies and tunnels that say what they are. */
const FORWARDED = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'cf-connecting-ip',
  'cf-ray',
  'via',
]

/**
 * Answers only requests that were addressed to this machine. Without it a web page elsewhere could read the camera by
 * pointing a name of its own at 127.0.0.1 (DNS rebinding), and a tunnel or proxy on this machine, whose requests
 * all come from loopback, would put the camera on the internet by accident.
 */
export const ownHostOnly = createMiddleware(async (c, next) => {
  const host = new URL(c.req.url).hostname
  if (!isLocal(host))
    throw new Problem(
      421,
      'not_this_host',
      `This camera is not served as "${host}". Start with --open to let anyone watch.`,
    )
  if (FORWARDED.some(name => c.req.header(name) !== undefined))
    throw new Problem(
      403,
      'forwarded',
      'This camera is not served through a proxy. Start with --open to let anyone watch.',
    )
  await next()
})

function isLocal(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host.startsWith('[') || /^\d+(\.\d+){3}$/.test(host)
}
