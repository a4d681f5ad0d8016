import { MediaError } from '../error.ts'
import { captureTime } from './captureTime.ts'
import { describeJpeg, isWholeJpeg } from './describe.ts'
import { JpegDraft } from './draft.ts'
import { type SentJpeg, sentJpeg } from './sent.ts'

const MOST_HEAD_BYTES = 4096
const decoder = new TextDecoder('latin1')
const encoder = new TextEncoder()

/** Between parts; in a part's headers; in a JPEG whose length they told; in one that ends with its end; past the last. */
type State = 'between' | 'headers' | 'counted' | 'open' | 'over'

/**
 * Cuts a multipart body of JPEGs (RFC 2046 §5.1; multipart/x-mixed-replace too) into pictures, fed with chunks of any size.
 * The boundary is what the body says, as many senders announce another. A part needs no Content-Length: it is whole with
 * its JPEG's end, without waiting for the next. Each JPEG is copied once. One that is broken is left out and counted.
 * Throws MediaError `multipart` (no parts), `part_type` (no JPEG) or `too_large`.
 */
export class MultipartReader {
  broken = 0
  readonly #mostBytes: number
  #state: State = 'between'
  /** Of a line, or of headers, as far as it has come. */
  #text = ''
  /** `--` and the boundary; undefined before the first. */
  #delimiter: string | undefined
  #closing = new Uint8Array()
  #draft = new JpegDraft()
  #left = 0
  #capturedAt = 0
  /** Bytes of the draft in which no delimiter begins. */
  #searched = 0

  /** No JPEG may have more than `mostBytes`. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** The body's last boundary was there: what follows is nothing. */
  get over(): boolean {
    return this.#state === 'over'
  }

  /** Takes the next bytes of the body, which arrived at `now` (ms since 1970), and yields each picture they complete. */
  *push(chunk: Uint8Array, now: number): Generator<SentJpeg, void, undefined> {
    let at = 0
    while (at < chunk.length && this.#state !== 'over') {
      const from = at
      if (this.#state === 'between') at = this.#seekDelimiter(chunk, from)
      else if (this.#state === 'headers') at = this.#readHeaders(chunk, from, now)
      else {
        at = this.#state === 'counted' ? this.#fill(chunk, from) : this.#fillOpen(chunk, from)
        const sent = this.#finished()
        if (sent) yield sent
      }
    }
  }

  /** Reads on in a line that may be a delimiter; returns where in the chunk it stopped. */
  #seekDelimiter(chunk: Uint8Array, from: number): number {
    const newline = chunk.indexOf(0x0a, from)
    const end = newline < 0 ? chunk.length : newline + 1
    // Of a line that is too long to be one, what a broken part left behind, only the end of it matters.
    if (this.#text.length <= MOST_HEAD_BYTES) this.#text += decoder.decode(chunk.subarray(from, end))
    if (this.#delimiter === undefined && this.#text.length > MOST_HEAD_BYTES) throw noParts()
    if (newline < 0) {
      if (this.#delimiter !== undefined && this.#text === `${this.#delimiter}--`) this.#state = 'over'
      return end
    }
    const line = this.#text.trimEnd()
    this.#text = ''
    this.#delimiter ??= this.#learn(line)
    if (line === this.#delimiter) this.#state = 'headers'
    else if (line === `${this.#delimiter}--`) this.#state = 'over'
    return end
  }

  #learn(line: string): string | undefined {
    if (line === '') return undefined
    if (!/^--[\x20-\x7e]{1,200}$/.test(line)) throw noParts()
    this.#closing = encoder.encode(`\n${line}`)
    return line
  }

  #readHeaders(chunk: Uint8Array, from: number, now: number): number {
    const before = this.#text.length
    this.#text += decoder.decode(chunk.subarray(from, from + MOST_HEAD_BYTES))
    const found = /(?:^|\r?\n)\r?\n/.exec(this.#text)
    if (!found) {
      if (this.#text.length >= MOST_HEAD_BYTES) throw noParts()
      return Math.min(from + MOST_HEAD_BYTES, chunk.length)
    }
    const end = found.index + found[0].length
    this.#beginJpeg(headersIn(this.#text.slice(0, found.index)), now)
    this.#text = ''
    return from + end - before
  }

  #beginJpeg(headers: ReadonlyMap<string, string>, now: number): void {
    const type = headers.get('content-type') ?? 'image/jpeg'
    if (!/^image\/(jpe?g|pjpeg)\b/i.test(type))
      throw new MediaError('part_type', `A part is ${type.slice(0, 80)}; expected image/jpeg.`)
    const length = Number(headers.get('content-length') ?? Number.NaN)
    if (length > this.#mostBytes) throw tooLarge(this.#mostBytes)
    const counted = Number.isInteger(length) && length > 0
    this.#state = counted ? 'counted' : 'open'
    // The pictures of a camera are about as large as each other.
    this.#draft = new JpegDraft(counted ? length : Math.round(1.25 * this.#draft.length))
    this.#left = length
    this.#searched = 0
    this.#capturedAt = captureTime(name => headers.get(name), now)
  }

  #fill(chunk: Uint8Array, from: number): number {
    const end = Math.min(chunk.length, from + this.#left)
    this.#draft.append(chunk.subarray(from, end))
    this.#left -= end - from
    if (this.#left === 0) this.#state = 'between'
    return end
  }

  /** Fills a JPEG of which only the end tells the length: the delimiter behind it, or its own end as the chunk's last bytes. */
  #fillOpen(chunk: Uint8Array, from: number): number {
    const before = this.#draft.length
    this.#draft.append(chunk.subarray(from))
    const { jpeg } = this.#draft
    const at = indexOf(jpeg, this.#closing, this.#searched)
    if (at >= 0) {
      this.#text = decoder.decode(jpeg.subarray(at + 1, Math.max(at + 1, before))) // what came of the delimiter before
      this.#draft.cutTo(withoutNewline(jpeg.subarray(0, at + 1)))
      this.#state = 'between'
      return from + Math.max(0, at + 1 - before)
    }
    if (this.#draft.length > this.#mostBytes) throw tooLarge(this.#mostBytes)
    this.#searched = Math.max(0, jpeg.length - this.#closing.length)
    const whole = jpeg.subarray(0, withoutNewline(jpeg))
    if (isWholeJpeg(whole) && describeJpeg(whole)) {
      this.#draft.cutTo(whole.length)
      this.#state = 'between'
    }
    return chunk.length
  }

  #finished(): SentJpeg | undefined {
    if (this.#state !== 'between') return undefined
    const sent = sentJpeg(this.#draft, this.#capturedAt)
    if (!sent) this.broken++
    return sent
  }
}

function headersIn(text: string): Map<string, string> {
  const lines = text.split(/\r?\n/).map(line => /^([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line))
  return new Map(lines.flatMap(found => (found ? [[(found[1] ?? '').toLowerCase(), found[2] ?? '']] : [])))
}

/** The length of what stands before a line's end. */
function withoutNewline(bytes: Uint8Array): number {
  if (bytes.at(-1) !== 0x0a) return bytes.length
  return bytes.at(-2) === 0x0d ? bytes.length - 2 : bytes.length - 1
}

/** Where `wanted` begins in `bytes`, not before `from`; -1 when nowhere. */
function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const [first = 0] = wanted
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let same = 1
    while (same < wanted.length && bytes[at + same] === wanted[same]) same++
    if (same === wanted.length) return at
  }
  return -1
}

function tooLarge(most: number): MediaError {
  return new MediaError('too_large', `A picture has more than ${most} bytes, which is the most.`)
}

function noParts(): MediaError {
  return new MediaError('multipart', 'The body has no parts: expected a boundary, headers, an empty line and a JPEG.')
}
