import { describe, expect, test } from 'vitest'
import { MediaError } from '../../../src/media/error.ts'
import { readAmf0, writeAmf0 } from '../../../src/media/rtmp/amf0.ts'
import { mutations } from '../mutations.ts'

/** `connect` as an encoder says it: a number, texts, an object in an object, a list, a date, and what is nothing. */
const connect = Uint8Array.from([
  ...writeAmf0('connect', 1, { app: 'live', capable: true, inner: { 'fps ü': 29.97, nothing: null } }),
  ...[8, 0, 0, 0, 9, 0, 1, 0x61, 2, 0, 1, 0x62, 0, 0, 9], // an array with a name: { a: 'b' }
  ...[10, 0, 0, 0, 2, 5, 1, 0], // a list of nothing and false
  ...[11, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0, 0], // a date
  ...[12, 0, 0, 0, 2, 0x68, 0x69], // a long text
  ...[6, 13, 7, 0, 1], // undefined, unsupported, a reference
])

test('reads what was written, and every type of AMF 0', () => {
  expect(readAmf0(connect)).toEqual([
    'connect',
    1,
    new Map<string, unknown>([
      ['app', 'live'],
      ['capable', true],
      [
        'inner',
        new Map<string, unknown>([
          ['fps ü', 29.97],
          ['nothing', null],
        ]),
      ],
    ]),
    new Map([['a', 'b']]),
    [null, false],
    1,
    'hi',
    null,
    null,
    null,
  ])
})

test('a name of JavaScript is a name like others', () => {
  const [object] = readAmf0(writeAmf0(JSON.parse('{ "__proto__": 1, "constructor": 2 }')))
  expect(object).toEqual(
    new Map([
      ['__proto__', 1],
      ['constructor', 2],
    ]),
  )
})

describe('is refused as a MediaError', () => {
  const nested = (depth: number) => Array.from({ length: depth }, () => [3, 0, 1, 0x61]).flat()
  test.each([
    ['a type that is none', [14]],
    ['a text that is cut short', [2, 0, 5, 0x61]],
    ['a number that is cut short', [0, 1, 2]],
    ['an object that does not end', [3, 0, 1, 0x61, 5]],
    ['objects in objects without end', nested(20_000)],
    ['a list that says it has 4 billion values', [10, 0xff, 0xff, 0xff, 0xff, 5, 5]],
    ['more values than an encoder has to tell', Array(5000).fill(5)],
  ])('%s', (_, bytes) => {
    expect(() => readAmf0(Uint8Array.from(bytes))).toThrow(expect.objectContaining({ name: 'MediaError', code: 'amf' }))
  })
})

test('whatever is changed or cut, nothing but a MediaError is thrown', () => {
  for (let at = 0; at < connect.length; at++) readOrMediaError(connect.subarray(0, at))
  for (const bytes of mutations(connect, 2000)) readOrMediaError(bytes)
})

function readOrMediaError(bytes: Uint8Array): void {
  try {
    readAmf0(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(MediaError)
  }
}
