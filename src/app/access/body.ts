import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { linkName } from '../../access/link.ts'
import { OPENINGS } from '../../access/pass.ts'
import { Problem } from '../problem.ts'

/** What `POST /login` takes. */
export const loginSchema = z.strictObject({ code: z.string().min(1).max(2000) })

const name = z.string().trim().pipe(linkName)
/** For so long at most: ten years. */
const seconds = z.int().min(1).max(315_360_000).nullable()
const camera = z.string().min(1).max(63)

/** What `POST /api/links` takes. */
export const newLinkSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('share'),
    name,
    cameras: z.union([z.literal('all'), z.array(camera).min(1).max(1000)]),
    role: z.enum(['viewer', 'publisher']).default('viewer'),
    seconds,
  }),
  z.strictObject({
    kind: z.literal('embed'),
    name,
    camera,
    output: z.enum(OPENINGS),
    seconds,
  }),
])

/** Refuses a body of more than `most` bytes by Problem 413. */
export function bodyOf(most: number): MiddlewareHandler {
  return bodyLimit({
    maxSize: most,
    onError: () => {
      throw new Problem(413, 'too_large', `The body may have ${most} bytes at most.`)
    },
  })
}

/** The JSON in a request's body, as `schema` wants it. Throws Problem 415 or 400 with what is wrong with it. */
export async function jsonBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  // A form of another site can send anything but this without being asked.
  if (!/^application\/json\b/i.test(c.req.header('Content-Type') ?? ''))
    throw new Problem(415, 'not_json', `Content-Type: expected application/json, got "${typeOf(c)}".`)
  const value: unknown = await c.req.json().catch(() => {
    throw new Problem(400, 'bad_body', 'The body is not JSON.')
  })
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new Problem(400, 'bad_body', `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not understood'}.`)
}

function typeOf(c: Context): string {
  return c.req.header('Content-Type')?.slice(0, 80) ?? 'none'
}
