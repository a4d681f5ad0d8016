import { linked } from '../../../signals.ts'
/** An answer whose body has come whole. Times in ms of performance.now(). */
export interface Fetched<Body> {
  readonly url: string
  readonly body: Body
  readonly bytes: number
  readonly askedAt: number
  /** When its headers were here, and when its last byte was. */
  readonly firstAt: number
  readonly endAt: number
}

/** An answer that is none: what hls.js is told of it. */
export class NotFetched extends Error {
  readonly status: number

  constructor(url: string, status: number) {
    super(`${url} answered ${status}.`)
    this.status = status
  }
}

/** No answer of ours takes longer: the server gives up what is waited for before that. */
const PATIENCE_MS = 10_000

/** Gets a playlist. Throws NotFetched when it is refused, else what fetch throws. */
export const fetchText = (url: string, signal: AbortSignal): Promise<Fetched<string>> =>
  get(url, signal, async response => {
    const body = await response.text()
    return { body, bytes: body.length }
  })

/** Gets a part, a segment or an init. Throws as fetchText does. */
export const fetchBytes = (url: string, signal: AbortSignal): Promise<Fetched<ArrayBuffer>> =>
  get(url, signal, async response => {
    const body = await response.arrayBuffer()
    return { body, bytes: body.byteLength }
  })

async function get<Body>(
  url: string,
  signal: AbortSignal,
  read: (response: Response) => Promise<{ body: Body; bytes: number }>,
): Promise<Fetched<Body>> {
  const stop = linked(signal)
  const patience = setTimeout(() => stop.abort(), PATIENCE_MS)
  try {
    stop.signal.throwIfAborted()
    const askedAt = performance.now()
    const response = await fetch(url, { signal: stop.signal, cache: 'no-store' })
    const firstAt = performance.now()
    if (!response.ok) throw new NotFetched(url, response.status)
    const read_ = await read(response)
    return { url: response.url, ...read_, askedAt, firstAt, endAt: performance.now() }
  } finally {
    clearTimeout(patience)
    stop.abort()
  }
}
