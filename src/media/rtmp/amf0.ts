import { uint } from '../bytes.ts'
import { MediaError } from '../error.ts'

/** A value of AMF 0. What is undefined, unsupported or a reference is null; a date is its milliseconds. */
export type AmfValue = number | boolean | string | null | readonly AmfValue[] | AmfObject
/** The fields of an object or of an associative array, in their order. */
export type AmfObject = ReadonlyMap<string, AmfValue>

/** What is written: an object is a plain one. */
export type AmfWritable = number | boolean | string | null | { readonly [key: string]: AmfWritable }

/** Nothing that an encoder tells is deeper, or has more in it. */
const MOST_DEPTH = 8
const MOST_VALUES = 1000

const [NUMBER, BOOLEAN, STRING, OBJECT, NULL, UNDEFINED, REFERENCE] = [0, 1, 2, 3, 5, 6, 7]
const [ECMA_ARRAY, OBJECT_END, STRICT_ARRAY, DATE, LONG_STRING, UNSUPPORTED] = [8, 9, 10, 11, 12, 13]

/** All values in these bytes (Action Message Format AMF 0). Throws MediaError `amf` when they are anything else. */
export function readAmf0(bytes: Uint8Array): AmfValue[] {
  const reader = new Reader(bytes)
  const values: AmfValue[] = []
  while (!reader.over) values.push(reader.value(0))
  return values
}

/** These values one after the other. */
export function writeAmf0(...values: readonly AmfWritable[]): Uint8Array {
  return Uint8Array.from(values.flatMap(bytesOf))
}

class Reader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0
  #count = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get over(): boolean {
    return this.#at >= this.#bytes.length
  }

  value(depth: number): AmfValue {
    if (depth > MOST_DEPTH || ++this.#count > MOST_VALUES) throw wrong('holds more than an encoder has to tell')
    const type = this.#uint(1)
    if (type === NUMBER) return this.#number()
    if (type === BOOLEAN) return this.#uint(1) !== 0
    if (type === STRING) return this.#text(this.#uint(2))
    if (type === LONG_STRING) return this.#text(this.#uint(4))
    if (type === OBJECT) return this.#object(depth)
    if (type === ECMA_ARRAY) {
      this.#uint(4) // how many, as a guess: its end is marked
      return this.#object(depth)
    }
    if (type === STRICT_ARRAY) return this.#list(this.#uint(4), depth)
    if (type === NULL || type === UNDEFINED || type === UNSUPPORTED) return null
    if (type === REFERENCE) {
      this.#uint(2)
      return null
    }
    if (type !== DATE) throw wrong(`has a value of the unknown type ${type}`)
    const date = this.#number()
    this.#uint(2) // time zone, of no meaning
    return date
  }

  #object(depth: number): AmfObject {
    const fields = new Map<string, AmfValue>()
    for (;;) {
      const key = this.#text(this.#uint(2))
      if (key === '' && this.#bytes[this.#at] === OBJECT_END) {
        this.#at++
        return fields
      }
      fields.set(key, this.value(depth + 1))
    }
  }

  #list(count: number, depth: number): AmfValue[] {
    const values: AmfValue[] = []
    while (values.length < count) values.push(this.value(depth + 1))
    return values
  }

  #number(): number {
    this.#need(8)
    this.#at += 8
    return this.#view.getFloat64(this.#at - 8)
  }

  #text(length: number): string {
    this.#need(length)
    this.#at += length
    return new TextDecoder().decode(this.#bytes.subarray(this.#at - length, this.#at))
  }

  #uint(count: number): number {
    this.#need(count)
    this.#at += count
    return uint(this.#bytes, this.#at - count, count)
  }

  #need(count: number): void {
    if (this.#at + count > this.#bytes.length) throw wrong('is cut short')
  }
}

function wrong(what: string): MediaError {
  return new MediaError('amf', `What the RTMP client tells of itself ${what}.`)
}

function bytesOf(value: AmfWritable): number[] {
  if (value === null) return [NULL]
  if (typeof value === 'boolean') return [BOOLEAN, value ? 1 : 0]
  if (typeof value === 'string') return [STRING, ...textBytes(value)]
  if (typeof value === 'number') {
    const view = new DataView(new ArrayBuffer(8))
    view.setFloat64(0, value)
    return [NUMBER, ...new Uint8Array(view.buffer)]
  }
  const fields = Object.entries(value).flatMap(([key, field]) => [...textBytes(key), ...bytesOf(field)])
  return [OBJECT, ...fields, 0, 0, OBJECT_END]
}

function textBytes(text: string): number[] {
  const bytes = new TextEncoder().encode(text).subarray(0, 0xffff)
  return [bytes.length >> 8, bytes.length & 0xff, ...bytes]
}
