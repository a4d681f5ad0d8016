import { deadline } from '../deadline.ts'
import { apiError } from './api.ts'

/** One JPEG and what its headers say of it. */
export interface Still {
  readonly jpeg: Blob
  readonly sequence?: number
  /** Ms since the epoch on the server's clock. */
  readonly capturedAt?: number
}

/** Which picture to ask for: one newer than `after`, for which the server may wait. */
export interface Newer {
  readonly after?: number
  readonly waitSeconds: number
}

/**
 * The camera's newest picture; undefined when nothing newer came in time. Throws ApiError, with the server's reason
 * when the camera is lost, or what fetch throws.
 */
export async function getStill(path: string, newer: Newer, signal: AbortSignal): Promise<Still | undefined> {
  const query = new URLSearchParams({ wait: String(newer.waitSeconds) })
  if (newer.after !== undefined) query.set('after', String(newer.after))
  const bounded = deadline((newer.waitSeconds + 10) * 1000, signal)
  const response = await fetch(`${path}?${query}`, { signal: bounded, cache: 'no-store' })
  if (response.status === 204 || response.status === 304) return undefined
  if (!response.ok) throw await apiError(response)
  const sequence = numberHeader(response.headers.get('X-Tunnelcam-Sequence'))
  const capturedAt = numberHeader(response.headers.get('X-Tunnelcam-Captured-At'))
  const jpeg = await response.blob()
  return { jpeg, ...(sequence === undefined ? {} : { sequence }), ...(capturedAt === undefined ? {} : { capturedAt }) }
}

/** The number in a header; undefined when it is absent or no number. */
export function numberHeader(value: string | null | undefined): number | undefined {
  const number = value ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}
