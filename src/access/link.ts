import { z } from 'zod'
import { OPENINGS, type Pass, type Role } from './pass.ts'

/** What somebody calls a link. It is written to terminals and logs, which control characters would lead astray. */
export const linkName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}*$/u, 'expected no control characters')

const sharedFields = {
  id: z.string().regex(/^[a-z0-9]{4,20}$/),
  name: linkName,
  role: z.enum(['viewer', 'publisher']),
  cameras: z.union([z.literal('all'), z.array(z.string()).min(1).max(1000)]),
  /** Ms since 1970, as all times here. */
  createdAt: z.number(),
  expiresAt: z.number().optional(),
  revokedAt: z.number().optional(),
}

/** A link as it is kept. Of its secret only a hash is: of an embed not even that, as its ticket is signed. */
export const linkSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('share'), ...sharedFields, hash: z.string().regex(/^[\w-]{43}$/) }),
  z.object({ kind: z.literal('embed'), ...sharedFields, output: z.enum(OPENINGS) }),
])

/** Made by the owner for somebody, or for a program. */
export type MadeLink = z.output<typeof linkSchema>

/** Printed when the program starts; its code comes from the signing key, so that it is the same at each start. */
export interface PrintedLink {
  readonly kind: 'printed'
  readonly id: 'owner' | 'viewer' | 'relay'
  readonly name: string
  readonly role: Role
  readonly cameras: 'all'
  readonly hash: string
  readonly createdAt: number
  readonly expiresAt?: undefined
  readonly revokedAt?: undefined
}

export type Link = MadeLink | PrintedLink

/** Whether a link opens anything at `now`, in ms since 1970. */
export function linkState(link: Link, now: number): 'valid' | 'expired' | 'revoked' {
  if (link.revokedAt !== undefined) return 'revoked'
  return link.expiresAt !== undefined && link.expiresAt <= now ? 'expired' : 'valid'
}

/** What a link entitles to. */
export function passOf(link: Link): Pass {
  const { id, name, role, cameras, expiresAt } = link
  const output = link.kind === 'embed' ? { output: link.output } : {}
  return { link: id, name, role, cameras, ...output, ...(expiresAt !== undefined && { expiresAt }) }
}
