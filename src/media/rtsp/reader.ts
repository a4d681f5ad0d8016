import { ByteQueue, uint } from '../bytes.ts'
import { MediaError } from '../error.ts'

/** A request of an RTSP client; names of headers in small letters. */
export interface RtspRequest {
  readonly kind: 'request'
  readonly method: string
  readonly uri: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** RTP or RTCP between the requests (RFC 2326 §10.12). */
export interface RtspPacket {
  readonly kind: 'packet'
  readonly channel: number
  readonly data: Uint8Array
}

const DOLLAR = 0x24
const MOST_HEAD_BYTES = 8 << 10
const MOST_BODY_BYTES = 32 << 10

/**
 * Cuts what an RTSP client sends (RFC 2326) into requests and packets, fed with bytes in pieces of any size. Throws MediaError
 * `rtsp` on what is neither; it must not be fed again after that.
 */
export class RtspReader {
  readonly #queue = new ByteQueue()
  #head: Omit<RtspRequest, 'body'> | undefined;

  /** Takes the next bytes and yields what they complete. */
  *push(bytes: Uint8Array): Generator<RtspRequest | RtspPacket, void, undefined> {
    this.#queue.push(bytes)
    for (let next = this.#next(); next; next = this.#next()) yield next
  }

  #next(): RtspRequest | RtspPacket | undefined {
    if (!this.#head && this.#queue.peek(1)[0] === DOLLAR) return this.#packet()
    this.#head ??= this.#readHead()
    if (!this.#head) return undefined
    const size = Number(this.#head.headers.get('content-length') ?? '0')
    if (!Number.isInteger(size) || size < 0 || size > MOST_BODY_BYTES)
      throw wrong(`a request has a body of at most ${MOST_BODY_BYTES} bytes`)
    if (this.#queue.length < size) return undefined
    const request = { ...this.#head, body: new TextDecoder().decode(this.#queue.take(size)) }
    this.#head = undefined
    return request
  }

  #packet(): RtspPacket | undefined {
    const head = this.#queue.peek(4)
    const size = uint(head, 2, 2)
    if (head.length < 4 || this.#queue.length < 4 + size) return undefined
    this.#queue.takeParts(4)
    // A copy, which `slice` of Node's buffers is not: what is kept of a packet must not keep what came beside it.
    return { kind: 'packet', channel: uint(head, 1, 1), data: new Uint8Array(this.#queue.take(size)) }
  }

  #readHead(): Omit<RtspRequest, 'body'> | undefined {
    const text = new TextDecoder('latin1').decode(this.#queue.peek(MOST_HEAD_BYTES))
    const blank = /^(?:\r?\n)+/.exec(text)?.[0].length ?? 0 // some send one after a body
    if (blank > 0) this.#queue.takeParts(blank)
    const rest = text.slice(blank)
    const end = /\r?\n\r?\n/.exec(rest)
    if (rest !== '' && !/^[A-Z_]{1,20}(?: |$)/.test(rest.slice(0, 21))) throw wrong('it begins otherwise')
    if (!end) {
      if (text.length >= MOST_HEAD_BYTES) throw wrong(`the head of a request has at most ${MOST_HEAD_BYTES} bytes`)
      return undefined
    }
    this.#queue.takeParts(end.index + end[0].length)
    const [first = '', ...lines] = rest.slice(0, end.index).split(/\r?\n/)
    const [, method = '', uri = ''] = /^([A-Z_]+) (\S+) RTSP\/1\.\d$/.exec(first) ?? []
    if (method === '') throw wrong('its first line is none of a request')
    return { kind: 'request', method, uri, headers: new Map(lines.map(headerOf)) }
  }
}

function headerOf(line: string): [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]
}

function wrong(what: string): MediaError {
  return new MediaError('rtsp', `What comes is not RTSP: ${what}.`)
}
