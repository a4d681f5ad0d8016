import type { WSMessageReceive } from 'hono/ws'
import type { LiveQuality } from '../../../hub/video/liveVideo.ts'
import { badValue, type Farewell, isQuality, QUALITIES, readCredit, readJson, readPing } from '../request.ts'
import type { ViewersLine } from '../viewer.ts'

/** To watch one camera; another such for the same camera takes the place of the one before. */
export interface WatchRequest {
  readonly type: 'watch'
  readonly camera: string
  readonly as: 'jpeg' | 'h264'
  /** Of JPEGs, no more than so many a second. Default: each. */
  readonly fps?: number
  /** Of H.264, which picture. Default: 'full'. */
  readonly quality?: LiveQuality
  /** Of H.264, bytes of pictures that may be under way until a credit says otherwise. */
  readonly most?: number
  /** So many pictures are taken at first. */
  readonly credit: number
  /** What opens the camera, where that is not what opened the connection. */
  readonly ticket?: string
}

/** What a viewer of many cameras may say: as of one camera, but which one. */
export type ManyRequest =
  | WatchRequest
  | { readonly type: 'unwatch'; readonly camera: string }
  | ({ readonly type: 'credit'; readonly camera: string; readonly count: number } & ViewersLine)
  | { readonly type: 'quality'; readonly camera: string; readonly quality: LiveQuality }
  | { readonly type: 'ping'; readonly at: number }

/** No camera takes more credits at a time; of JPEGs fewer count. */
export const MOST_CREDITS = 64
const HIGHEST_FPS = 120
const TYPES = ['watch', 'unwatch', 'credit', 'quality', 'ping'] as const

/** What a message of a viewer of many cameras asks for; or why the socket that sent it is closed. */
export function readManyRequest(message: WSMessageReceive): ManyRequest | Farewell {
  if (typeof message !== 'string') return { code: 1003, reason: 'Messages to this socket are JSON text, not binary.' }
  const request = readJson(message)
  if ('code' in request) return request
  const { camera, quality, at } = request.fields
  const type = TYPES.find(known => known === request.fields.type)
  if (type === undefined) return badValue('type', 'watch, unwatch, credit, quality or ping', request.fields.type)
  if (type === 'ping') return readPing(at)
  if (typeof camera !== 'string' || camera === '') return badValue(`${type}.camera`, 'the id of a camera', camera)
  if (type === 'unwatch') return { type, camera }
  if (type === 'watch') return readWatch(camera, request.fields)
  if (type === 'quality')
    return isQuality(quality) ? { type, camera, quality } : badValue('quality.quality', QUALITIES.join(' or '), quality)
  const credit = readCredit(request.fields, MOST_CREDITS)
  return 'code' in credit ? credit : { ...credit, camera }
}

function readWatch(camera: string, fields: Readonly<Record<string, unknown>>): WatchRequest | Farewell {
  const { as = 'jpeg', fps, quality, most, credit = 0, ticket } = fields
  if (as !== 'jpeg' && as !== 'h264') return badValue('watch.as', 'jpeg or h264', as)
  if (fps !== undefined && as === 'h264') return { code: 1008, reason: 'watch.fps: only jpeg can be thinned out.' }
  if (fps !== undefined && !isBetween(fps, 0, HIGHEST_FPS))
    return badValue('watch.fps', `more than 0, up to ${HIGHEST_FPS}`, fps)
  if (quality !== undefined && !isQuality(quality)) return badValue('watch.quality', QUALITIES.join(' or '), quality)
  if (most !== undefined && !isWhole(most, 1, Number.MAX_SAFE_INTEGER))
    return badValue('watch.most', 'a number of bytes', most)
  if (!isWhole(credit, 0, MOST_CREDITS)) return badValue('watch.credit', `0 to ${MOST_CREDITS}`, credit)
  if (ticket !== undefined && typeof ticket !== 'string') return { code: 1008, reason: 'watch.ticket: expected text.' }
  return {
    ...{ type: 'watch', camera, as, credit },
    ...(fps !== undefined && { fps }),
    ...(quality !== undefined && { quality }),
    ...(most !== undefined && { most }),
    ...(ticket !== undefined && { ticket }),
  }
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most
}

function isBetween(value: unknown, above: number, most: number): value is number {
  return typeof value === 'number' && value > above && value <= most
}
