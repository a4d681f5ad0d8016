import { z } from 'zod'
import type { Access } from '../../access/access.ts'
import { cookieName } from '../../app/access/credentials.ts'
import type { Desk } from './desk.ts'

const ANSWER_MS = 3000
/** How long what is shown to a running program opens it. */
const SESSION_MS = 10_000

const camerasSchema = z.object({ cameras: z.array(z.object({ id: z.string() })) })
const viewingSchema = z.object({
  link: z.string(),
  camera: z.string(),
  output: z.string(),
  since: z.number(),
  address: z.string(),
  device: z.string(),
})
const watchingSchema = z.object({ watching: z.array(viewingSchema) })

/** Somebody who watches now, as a running program tells it; `since` in ms since 1970. */
export type Viewing = z.output<typeof viewingSchema>

/** The ids of the cameras of the running programs; undefined when none runs or answers. */
export async function askCameras(desk: Desk): Promise<string[] | undefined> {
  const answers = await ask('/api/cameras', camerasSchema, desk)
  return answers.length === 0 ? undefined : answers.flatMap(({ cameras }) => cameras.map(({ id }) => id))
}

/** Who watches now at the running programs. */
export async function askWatching(desk: Desk): Promise<Viewing[]> {
  return (await ask('/api/links', watchingSchema, desk)).flatMap(({ watching }) => watching)
}

async function ask<T>(path: string, schema: z.ZodType<T>, { access, running }: Desk): Promise<T[]> {
  const headers = { Cookie: `${cookieName(false)}=${await briefSession(access)}` }
  const answers = await Promise.all(
    running.map(async ({ url }) => {
      const response = await fetch(`${url}${path}`, { headers, signal: AbortSignal.timeout(ANSWER_MS) }).catch(
        () => undefined,
      )
      return response?.ok ? schema.safeParse(await response.json().catch(() => undefined)).data : undefined
    }),
  )
  return answers.filter(answer => answer !== undefined)
}

// Something else may listen there by now, when a program ended without taking its note away: it must not get the code.
async function briefSession(access: Access): Promise<string> {
  const owner = await access.byCode(access.printedCodes.owner)
  if (owner.kind !== 'pass') throw new Error(`the owner's own code is ${owner.kind}`)
  return (await access.session({ ...owner.pass, expiresAt: Date.now() + SESSION_MS })).token
}
