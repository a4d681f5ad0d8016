import { deadline } from '../deadline.ts'
import { apiError } from './api.ts'
import type { ClockSample } from './serverClock.ts'

/** One JPEG and what its headers say of it. */
export interface Still {
  readonly jpeg: Blob
  readonly sequence?: number
  /** Ms since the epoch on the server's clock. */
  readonly capturedAt?: number
  /** What the server's clock said. */
  readonly clock?: ClockSample
}

/** Which picture to ask for: one newer than `after`, for which the server may wait. */
export interface Newer {
  readonly after?: number
  readonly waitSeconds: number
}

/**
 * The camera's newest picture, at its path or address; undefined when nothing newer came in time. Throws ApiError, with the server's reason
 * when the camera is lost, or what fetch throws.
 */
export async function getStill(path: string, newer: Newer, signal: AbortSignal): Promise<Still | undefined> {
  const query = new URLSearchParams({ wait: String(newer.waitSeconds) })
  if (newer.after !== undefined) query.set('after', String(newer.after))
  const bounded = deadline((newer.waitSeconds + 10) * 1000, signal)
  const sentAt = Date.now()
  const response = await fetch(`${path}${path.includes('?') ? '&' : '?'}${query}`, {
    signal: bounded,
    cache: 'no-store',
  })
  const receivedAt = Date.now()
  if (response.status === 204 || response.status === 304) return undefined
  if (!response.ok) throw await apiError(response)
  const sequence = numberHeader(response.headers.get('X-Tunnelcam-Sequence'))
  const capturedAt = numberHeader(response.headers.get('X-Tunnelcam-Captured-At'))
  const age = numberHeader(response.headers.get('X-Tunnelcam-Age'))
  const jpeg = await response.blob()
  if (capturedAt === undefined) return { jpeg, ...(sequence !== undefined && { sequence }) }
  const clock = age === undefined ? {} : { clock: { sentAt, receivedAt, serverNow: capturedAt + age } }
  return { jpeg, capturedAt, ...clock, ...(sequence !== undefined && { sequence }) }
}

/** The number in a header; undefined when it is absent or no number. */
export function numberHeader(value: string | null | undefined): number | undefined {
  const number = value ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}
