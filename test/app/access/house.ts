import type { Hono } from 'hono'
import { onTestFinished } from 'vitest'
import type { AppEnv } from '../../../src/app/env.ts'
import { cameraFromSource } from '../../../src/config/camera.ts'
import { givenAccess } from '../../support/gate.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { live, type ServingOptions } from '../serving.ts'

/** An app that asks for a link, with two cameras, `front` and `back`, and access of its own until the test is over. */
export async function house(options: ServingOptions & { limits?: { perCamera: number; perLink: number } } = {}) {
  const store = memoryStore()
  const access = options.access ?? (await givenAccess(store, options.limits))
  onTestFinished(() => access.close())
  const served = live({ open: false, ...options, access })
  served.hub.add(cameraFromSource('test:', { id: 'back', name: 'Back door' }))
  return { ...served, store }
}

/** A POST of JSON, as our own page sends it. */
export function post(app: Hono<AppEnv>, path: string, body: unknown, headers: Record<string, string> = {}) {
  return app.request(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

/** The cookie that a browser has after it sent this code, as a Cookie header carries it. */
export async function signedIn(app: Hono<AppEnv>, code: string): Promise<{ Cookie: string }> {
  const response = await post(app, '/login', { code })
  if (response.status !== 200) throw new Error(`the code was answered with ${response.status}`)
  return { Cookie: response.headers.get('Set-Cookie')?.split(';')[0] ?? '' }
}

/** A Bearer of this code. */
export const bearer = (code: string) => ({ Authorization: `Bearer ${code}` })

/** The status of an answer, and the code of its error. */
export async function refusal(answer: Response | Promise<Response>): Promise<[number, string]> {
  const response = await answer
  const { error } = (await response.json()) as { error: { code: string } }
  return [response.status, error.code]
}
