import { apiError } from '../server/api.ts'
import { boundaryOf, Multipart, type Part } from './multipart.ts'

/** What came of an MJPEG stream at once. */
export interface MjpegChunk {
  /** In bytes. */
  readonly length: number
  /** The newest picture that is whole with it; undefined when none is. */
  readonly newest: Part | undefined
}

/**
 * What comes of the MJPEG at this address, until it ends or the signal aborts; who leaves before that has to abort it. Throws
 * ApiError where it is refused, TypeError where it is no MJPEG, RangeError as Multipart does, else what fetch throws.
 */
export async function* mjpegStream(address: string, signal: AbortSignal): AsyncGenerator<MjpegChunk, void, undefined> {
  const response = await fetch(address, { signal, cache: 'no-store' })
  if (!response.ok) throw await apiError(response)
  const boundary = boundaryOf(response.headers.get('Content-Type'))
  if (!boundary || !response.body) throw new TypeError('stream.mjpg: expected multipart/x-mixed-replace')
  const parts = new Multipart(boundary)
  const reader = response.body.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    yield { length: read.value.length, newest: parts.push(read.value).at(-1) }
  }
}
