import { type CameraState, number, parseState, record, text } from '../../server/cameraJson.ts'

/** What the other side of a publishing WebSocket says. */
export type Message =
  | { readonly type: 'state'; readonly state: CameraState }
  | { readonly type: 'credit'; readonly count: number }
  | { readonly type: 'taken'; readonly bytes: number }
  | { readonly type: 'pong'; readonly at: number; readonly now: number; readonly viewers: number }
  | { readonly type: 'end' | 'refused'; readonly code: string; readonly message: string }

/** A message as it came; undefined for a kind that is not known. Throws TypeError or SyntaxError for what is none. */
export function readMessage(data: string): Message | undefined {
  const { type, ...fields } = record(JSON.parse(data), 'message')
  if (type === 'state') return { type, state: parseState(record(fields.state, 'state')) }
  if (type === 'credit') return { type, count: number(fields.count, 'count') }
  if (type === 'taken') return { type, bytes: number(fields.bytes, 'bytes') }
  if (type === 'pong')
    return {
      type,
      at: number(fields.at, 'at'),
      now: number(fields.now, 'now'),
      viewers: number(fields.viewers, 'viewers'),
    }
  if (type === 'end' || type === 'refused')
    return { type, code: text(fields.code, 'code'), message: text(fields.message, 'message') }
  return undefined
}
