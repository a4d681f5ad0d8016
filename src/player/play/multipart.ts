/** One part of a multipart/x-mixed-replace answer. Header names are lower case. */
export interface Part {
  readonly headers: ReadonlyMap<string, string>
  readonly body: Uint8Array<ArrayBuffer>
}

/** The boundary a Content-Type names, without its dashes; undefined when the answer is not multipart. */
export function boundaryOf(contentType: string | null): string | undefined {
  const found = /^multipart\/[^;]+;.*?boundary="?([^";]+)"?/i.exec(contentType ?? '')?.[1]
  return found?.trim().replace(/^--/, '')
}

/** A part longer than this is not a picture: the stream is given up. */
const MAX_PART = 32 * 1024 * 1024

/**
 * Cuts a multipart stream (RFC 2046 §5.1) that comes in chunks of any size into whole parts. Content-Length is used
 * where a part has it, the next boundary where not. Throws RangeError when a part grows beyond 32 MiB.
 */
export class Multipart {
  readonly #delimiter: Uint8Array
  #held = new Uint8Array(64 * 1024)
  #start = 0
  #end = 0
  #headers: Map<string, string> | undefined
  #searched = 0

  constructor(boundary: string) {
    this.#delimiter = new TextEncoder().encode(`--${boundary}`)
  }

  /** The parts that this chunk completes, in order. */
  push(chunk: Uint8Array): Part[] {
    this.#append(chunk)
    const parts: Part[] = []
    while (true) {
      this.#headers ??= this.#takeHeaders()
      if (!this.#headers) return parts
      const body = this.#takeBody(this.#headers)
      if (!body) return parts
      if (body.length > 0) parts.push({ headers: this.#headers, body })
      this.#headers = undefined
    }
  }

  #append(chunk: Uint8Array): void {
    const length = this.#end - this.#start
    if (length + chunk.length > MAX_PART) throw new RangeError('A part of the picture stream is longer than 32 MiB.')
    if (this.#end + chunk.length > this.#held.length) {
      const room = Math.max(this.#held.length, 2 * (length + chunk.length))
      const next = new Uint8Array(room)
      next.set(this.#held.subarray(this.#start, this.#end))
      this.#held = next
      this.#start = 0
      this.#end = length
    }
    this.#held.set(chunk, this.#end)
    this.#end += chunk.length
  }

  #takeHeaders(): Map<string, string> | undefined {
    const boundary = this.#find(this.#delimiter, this.#start)
    const blank = boundary < 0 ? -1 : this.#find(BLANK_LINE, boundary)
    if (blank < 0) return undefined
    const lines = new TextDecoder().decode(this.#held.subarray(boundary, blank)).split('\r\n').slice(1)
    this.#start = blank + BLANK_LINE.length
    this.#searched = 0
    return new Map(lines.map(line => [before(line).toLowerCase(), line.slice(before(line).length + 1).trim()]))
  }

  #takeBody(headers: ReadonlyMap<string, string>): Uint8Array<ArrayBuffer> | undefined {
    const declared = headers.get('content-length')
    const length = declared === undefined ? this.#lengthByBoundary() : Number(declared)
    if (length === undefined || !(length <= this.#end - this.#start)) return undefined
    const body = this.#held.slice(this.#start, this.#start + length)
    this.#start += length
    return body
  }

  #lengthByBoundary(): number | undefined {
    const at = this.#find(this.#delimiter, this.#start + this.#searched)
    if (at < 0) {
      this.#searched = Math.max(0, this.#end - this.#start - this.#delimiter.length)
      return undefined
    }
    return Math.max(0, at - this.#start - 2)
  }

  #find(needle: Uint8Array, from: number): number {
    const first = needle[0] ?? 0
    for (let at = this.#held.indexOf(first, from); at >= 0; at = this.#held.indexOf(first, at + 1)) {
      if (at + needle.length > this.#end) return -1
      if (needle.every((byte, i) => this.#held[at + i] === byte)) return at
    }
    return -1
  }
}

const BLANK_LINE = new TextEncoder().encode('\r\n\r\n')

function before(line: string): string {
  const colon = line.indexOf(':')
  return colon < 0 ? line : line.slice(0, colon)
}
