import { getJson } from './api.ts'
import { record, text } from './cameraJson.ts'

/** A camera that this page may send pictures to. */
export interface Publishable {
  readonly id: string
  readonly name: string
  /** Somebody publishes to it now. */
  readonly busy: boolean
}

/** The cameras that this page may send pictures to. Throws ApiError, or what fetch throws, after at most 8 s. */
export async function getPublishable(signal: AbortSignal): Promise<Publishable[]> {
  const { body } = await getJson('/api/publish', signal)
  if (!Array.isArray(body.cameras)) throw new TypeError('cameras: expected a list')
  return body.cameras.map(parsePublishable)
}

/** One of /api/publish' `cameras`. Throws TypeError naming the field that is missing or wrong. */
export function parsePublishable(json: unknown): Publishable {
  const { id, name, busy } = record(json, 'camera')
  return { id: text(id, 'id'), name: text(name, 'name'), busy: busy === true }
}
