import { deadline } from '../deadline.ts'
import {
  type Cameras,
  type Entry,
  type Link,
  type Me,
  type Output,
  parseEntry,
  parseLink,
  parseMe,
  parseWatching,
  type Watching,
} from './accessJson.ts'
import { apiError, getJson } from './api.ts'
import { record, text } from './cameraJson.ts'
import type { ClockSample } from './serverClock.ts'

/** Who this page is signed in as. Throws ApiError (401 for nobody), or what fetch throws, after at most 8 s. */
export async function getMe(signal: AbortSignal): Promise<Me> {
  const { body } = await getJson('/api/me', signal)
  return parseMe(body.me)
}

/** All links and who is watching, for the owner. Throws as getMe does; 403 for anybody else. */
export async function getLinks(
  signal: AbortSignal,
): Promise<{ links: Link[]; watching: Watching[]; clock: ClockSample }> {
  const { body, clock } = await getJson('/api/links', signal)
  return { links: list(body.links).map(parseLink), watching: list(body.watching).map(parseWatching), clock }
}

/** What happened lately, newest first, for the owner. Throws as getLinks does. */
export async function getAudit(signal: AbortSignal): Promise<Entry[]> {
  const { body } = await getJson('/api/audit', signal)
  return list(body.entries).map(parseEntry)
}

/** What to make: a link for a person, or an address of one camera for one program. `seconds` null: until revoked. */
export type NewLink =
  | {
      readonly kind: 'share'
      readonly name: string
      readonly cameras: Cameras
      readonly role: 'viewer' | 'publisher'
      readonly seconds: number | null
    }
  | {
      readonly kind: 'embed'
      readonly name: string
      readonly camera: string
      readonly output: Output
      readonly seconds: number | null
    }

/** Makes a link and answers with its whole address, which is told this once. Throws as getLinks does. */
export async function makeLink(link: NewLink): Promise<{ id: string; url: string }> {
  const made = record(await (await send('POST', '/api/links', link)).json(), 'made')
  return { id: text(record(made.link, 'link').id, 'link.id'), url: text(made.url, 'url') }
}

/** Revokes a link: whoever watches with it is cut off. Throws as getLinks does. */
export async function revokeLink(id: string): Promise<void> {
  await send('DELETE', `/api/links/${encodeURIComponent(id)}`)
}

/** Ends this browser's access. Throws as getMe does. */
export async function signOut(): Promise<void> {
  await send('POST', '/logout', {})
}

/** The query that lets one camera's media through where cookies do not travel, as 't=…'. Throws as getMe does. */
export async function getTicket(path: string, signal: AbortSignal): Promise<string> {
  const response = await send('POST', path, {}, signal)
  return text(record(await response.json(), 'ticket').query, 'query')
}

async function send(method: 'POST' | 'DELETE', path: string, body?: object, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(path, {
    method,
    cache: 'no-store',
    signal: deadline(8000, signal ?? new AbortController().signal),
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!response.ok) throw await apiError(response)
  return response
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  throw new TypeError(`expected a list, got ${JSON.stringify(value)}`)
}
