import type { WSMessageReceive } from 'hono/ws'
import type { LiveQuality } from '../../hub/video/liveVideo.ts'
import type { ViewersLine } from './viewer.ts'

/**
 * What a live viewer may say: that it takes `count` more pictures, and how its line is; which picture it wants; or a ping with
 * a number of its own.
 */
export type LiveRequest =
  | ({ readonly type: 'credit'; readonly count: number } & ViewersLine)
  | { readonly type: 'quality'; readonly quality: LiveQuality }
  | { readonly type: 'ping'; readonly at: number }

/** Why a socket is closed: a code of RFC 6455 §7.4.1, and a sentence for a person. */
export interface Farewell {
  readonly code: number
  readonly reason: string
}

const MOST_BYTES = 1024
const encoder = new TextEncoder()

/**
 * What a message of a live viewer asks for, at most `mostCredits` at a time; or, with a code, why the socket that sent it is
 * closed.
 */
export function readLiveRequest(message: WSMessageReceive, mostCredits: number): LiveRequest | Farewell {
  if (typeof message !== 'string') return { code: 1003, reason: 'Messages to this socket are JSON text, not binary.' }
  const request = readJson(message)
  if ('code' in request) return request
  const { type, quality, at } = request.fields
  if (type === 'credit') return readCredit(request.fields, mostCredits)
  if (type === 'quality') {
    return isQuality(quality) ? { type, quality } : badValue('quality.quality', QUALITIES.join(' or '), quality)
  }
  if (type === 'ping') return readPing(at)
  return badValue('type', 'credit, quality or ping', type)
}

/** The pictures there may be to choose from. */
export const QUALITIES: readonly LiveQuality[] = ['full', 'saver']

/** Whether this names one of the pictures there may be. */
export function isQuality(name: unknown): name is LiveQuality {
  return QUALITIES.some(quality => quality === name)
}

/** A credit of at most `mostCredits`, with what it says of the line; or why the socket that sent it is closed. */
export function readCredit(
  fields: Readonly<Record<string, unknown>>,
  mostCredits: number,
): Extract<LiveRequest, { type: 'credit' }> | Farewell {
  const { count, received, most } = fields
  if (!isCount(count, 1, mostCredits)) return badValue('credit.count', `1 to ${mostCredits}`, count)
  if (received !== undefined && !isCount(received, 0)) return badValue('credit.received', 'a number of bytes', received)
  if (most !== undefined && !isCount(most, 1)) return badValue('credit.most', 'a number of bytes', most)
  return { type: 'credit', count, ...(received !== undefined && { received }), ...(most !== undefined && { most }) }
}

/** The fields of a message that is JSON; or why the socket that sent it is closed. */
export function readJson(text: string): { readonly fields: Readonly<Record<string, unknown>> } | Farewell {
  if (encoder.encode(text).length > MOST_BYTES)
    return { code: 1009, reason: `A message may have ${MOST_BYTES} bytes at most.` }
  const value = parsed(text)
  return value === undefined ? { code: 1007, reason: 'A message was no JSON.' } : { fields: Object(value) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // what JSON can never give
  }
}

/** A ping with this number of its own; or why the socket that sent it is closed. */
export function readPing(at: unknown): Extract<LiveRequest, { type: 'ping' }> | Farewell {
  return typeof at === 'number' && Number.isFinite(at) ? { type: 'ping', at } : badValue('ping.at', 'a number', at)
}

function isCount(count: unknown, least: number, most: number = Number.MAX_SAFE_INTEGER): count is number {
  return Number.isSafeInteger(count) && Number(count) >= least && Number(count) <= most
}

/** Why a socket is closed that sent another value than what is expected. */
export function badValue(name: string, expected: string, got: unknown): Farewell {
  return { code: 1008, reason: `${name}: expected ${expected}, got ${JSON.stringify(got)?.slice(0, 30)}.` }
}
