import type { Context, ErrorHandler, NotFoundHandler } from 'hono'
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
export const answerProblem: ErrorHandler = (error, c) => {
  if (error instanceof Problem) return write(c, error)
  return write(c, new Problem(500, 'internal', 'The server made a mistake; its log says which.'))
}

export const answerNotFound: NotFoundHandler = c =>
  write(c, new Problem(404, 'not_found', `There is nothing at ${c.req.path}.`))

function write(c: Context, problem: Problem): Response {
  const { code, message, status, headers } = problem
  return c.json({ error: { code, message } }, status, { 'Cache-Control': 'no-store', ...headers })
}
