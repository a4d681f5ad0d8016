import type { Context, NotFoundHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** An answer that is an error: thrown anywhere in the app, written in one place. `message` is a sentence for a person. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: ContentfulStatusCode
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: ContentfulStatusCode, code: string, message: string, headers: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

/** `{"error":{"code","message"}}` with the right status. What is not a Problem is our fault: 500, without its text. */
export function answerProblem(error: Error, c: Context): Response {
  if (error instanceof Problem) return write(c, error)
  return write(c, new Problem(500, 'internal', 'The server made a mistake; its log says which.'))
}

export const answerNotFound: NotFoundHandler = c =>
  write(c, new Problem(404, 'not_found', `There is nothing at ${c.req.path}.`))

/** A method that a path does not know; `methods` are those that it does (RFC 9110 §15.5.6). */
export function answerMethodNotAllowed(c: Context, methods: readonly string[]): Response {
  const message = `${c.req.method} is not for ${c.req.path}; ${methods.join(' and ')} are.`
  return write(c, new Problem(405, 'method_not_allowed', message, { Allow: methods.join(', ') }))
}

function write(c: Context, problem: Problem): Response {
  const { code, message, status, headers } = problem
  const challenge: Record<string, string> = status === 401 && !isBrowser(c) ? CHALLENGE : {}
  return c.json({ error: { code, message } }, status, { 'Cache-Control': 'no-store', ...challenge, ...headers })
}

/** FFmpeg and others send a password only when they are asked for one (RFC 7617). */
const CHALLENGE = { 'WWW-Authenticate': 'Basic realm="tunnelcam", charset="UTF-8"' }

// A browser would put up a dialog of its own; our pages ask better.
function isBrowser(c: Context): boolean {
  return c.req.header('User-Agent')?.startsWith('Mozilla/') ?? false
}
