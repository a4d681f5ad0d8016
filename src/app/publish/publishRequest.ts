import { isVideoFormat, type VideoFormat } from '../../hub/published/publishedVideo.ts'
import { badValue, type Farewell, readJson, readPing } from '../live/request.ts'

/** What a publisher may say: what his binary messages are from now on, or a ping with a number of its own. */
export type PublishRequest =
  | { readonly type: 'begin'; readonly begin: Begin }
  | { readonly type: 'ping'; readonly at: number }

/** What begins: JPEGs, or a video in a container. */
export interface Begin {
  readonly format: 'jpeg' | VideoFormat
  /** What the publisher calls himself. */
  readonly by?: string | undefined
  /** He goes on with what he published before, unless another has taken over since. */
  readonly resume: boolean
}

/** What a text of a publisher asks for; or, with a code, why the socket that sent it is closed. */
export function readPublishRequest(text: string): PublishRequest | Farewell {
  const request = readJson(text)
  if ('code' in request) return request
  const { type, at, format, by, resume = false } = request.fields
  if (type === 'ping') return readPing(at)
  if (type !== 'begin') return badValue('type', 'begin or ping', type)
  if (format !== 'jpeg' && !isVideoFormat(format))
    return badValue('begin.format', 'jpeg, matroska, mp4, flv or mpegts', format)
  if (by !== undefined && !isName(by)) return badValue('begin.by', '1 to 40 letters and digits', by)
  if (typeof resume !== 'boolean' || (resume && by === undefined))
    return badValue('begin.resume', 'true or false, true only with begin.by', resume)
  return { type, begin: { format, resume, by } }
}

function isName(by: unknown): by is string {
  return typeof by === 'string' && /^[0-9A-Za-z-]{1,40}$/.test(by)
}
