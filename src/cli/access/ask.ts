import { z } from 'zod'
import type { Desk } from './desk.ts'

const ANSWER_MS = 3000

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
  const headers = { Authorization: `Bearer ${access.printedCodes.owner}` }
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
