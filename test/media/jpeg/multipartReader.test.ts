import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { MultipartReader } from '../../../src/media/jpeg/multipartReader.ts'
import { everyCut } from '../cuts.ts'

const mpjpeg = readFileSync(new URL('../fixtures/tiny.mpjpeg', import.meta.url))
/** 64x48. */
const jpeg = mpjpeg.subarray(59, 59 + 647)
const NOW = 1_800_000_000_000

const body = (...pieces: (string | Uint8Array)[]) =>
  Uint8Array.from(Buffer.concat(pieces.map(piece => (typeof piece === 'string' ? Buffer.from(piece) : piece))))

function read(chunks: readonly Uint8Array[], mostBytes = 10_000) {
  const reader = new MultipartReader(mostBytes)
  const sent = chunks.flatMap(chunk => [...reader.push(chunk, NOW)])
  const whole = sent.filter(({ draft, width, height }) => {
    return Buffer.compare(draft.jpeg.subarray(0, jpeg.length), jpeg) === 0 && width === 64 && height === 48
  })
  return { reader, sent, seen: [sent.length, whole.length, reader.broken].join(' ') }
}

const counted = (length = jpeg.length) => `Content-Type: image/jpeg\r\nContent-Length: ${length}\r\n\r\n`
const open = 'Content-Type: image/jpeg\r\n\r\n'

describe('a body of JPEGs', () => {
  test.each<[string, Uint8Array]>([
    ['with lengths', body('--a\r\n', counted(), jpeg, '\r\n--a\r\n', counted(), jpeg, '\r\n--a--\r\n')],
    ['without lengths', body('--a\r\n', open, jpeg, '\r\n--a\r\n', open, jpeg, '\r\n--a--')],
    ['as Flask’s generators write it', body('--frame\r\n', open, jpeg, '\r\n', '--frame\r\n', open, jpeg, '\r\n')],
    ['that begins with an empty line', body('\r\n--a\r\n', open, jpeg, '\r\n--a\r\n', counted(), jpeg)],
    ['with bare newlines', body('--a\nContent-type: image/jpeg\n\n', jpeg, '\n--a\n\n', jpeg, '\n--a--\n')],
    ['with dashes in its boundary', body('----x--y\r\n\r\n', jpeg, '\r\n----x--y\r\n\r\n', jpeg, '\r\n----x--y--\r\n')],
    ['with headers of its own', body('--a\r\nX-A: b\r\n', counted(), jpeg, '\r\n--a\r\nC: d\r\n', open, jpeg)],
    ['padded with zeros', body('--a\r\n', open, jpeg, '\0\0\0\r\n--a\r\n', open, jpeg, '\r\n--a--')],
  ])('%s is cut at every byte', (_, bytes) => {
    const seen = new Set(Array.from(everyCut(bytes), pieces => read(pieces).seen))
    expect(seen).toEqual(new Set(['2 2 0']))
  })

  test('ends with its last boundary, and what follows is nothing', () => {
    const { reader, sent } = read([body('--a\r\n', open, jpeg, '\r\n--a--\r\n', open, jpeg)])
    expect([reader.over, sent.length]).toEqual([true, 1])
  })

  test('gives each picture as soon as it is whole, without waiting for the next', () => {
    const reader = new MultipartReader(10_000)
    for (const piece of [
      body('--a\r\n', open, jpeg),
      body('\r\n--a\r\n', open, jpeg, '\r\n'),
      body('--a\r\n', open, jpeg),
    ])
      expect([...reader.push(piece, NOW)].length).toBe(1)
  })

  test('is a part of ours without another copy, and a copy when it is asked for again', () => {
    const [sent] = read([body('--a\r\n', open, jpeg, '\r\n--a--')]).sent
    const first = sent?.draft.part(7, NOW)
    const again = sent?.draft.part(8, NOW)
    const text = (part?: Uint8Array) => Buffer.from(part ?? []).toString('latin1')
    expect(text(first?.part)).toMatch(/^Content-Length: 647\r\n(?:.*\r\n)*.*Sequence: 7\r\n/)
    expect(text(first?.part)).toMatch(/\r\n--tunnelcam\r\nContent-Type: image\/jpeg\r\n$/)
    expect(text(again?.part)).toBe(text(first?.part).replace('Sequence: 7', 'Sequence: 8'))
    expect([first?.jpeg.buffer === sent?.draft.jpeg.buffer, again?.jpeg]).toEqual([true, Uint8Array.from(jpeg)])
  })
})

describe('what is broken', () => {
  const half = jpeg.subarray(0, 300)
  test.each<[string, Uint8Array]>([
    ['a JPEG cut short', body('--a\r\n', open, half, '\r\n--a\r\n', open, jpeg, '\r\n--a--')],
    ['one cut short, with its length', body('--a\r\n', counted(300), half, '\r\n--a\r\n', counted(), jpeg)],
    ['a length that is too small', body('--a\r\n', counted(300), jpeg, '\r\n--a\r\n', counted(), jpeg)],
    ['no JPEG at all', body('--a\r\n', open, 'hello', '\r\n--a\r\n', open, jpeg, '\r\n--a--')],
    ['nothing', body('--a\r\n', open, '\r\n--a\r\n', open, jpeg, '\r\n--a--')],
  ])('%s is left out and counted, and the next picture is taken', (_, bytes) => {
    const seen = new Set(Array.from(everyCut(bytes), pieces => read(pieces).seen))
    expect(seen).toEqual(new Set(['1 1 1']))
  })

  test.each<[string, string, Uint8Array]>([
    ['no parts', 'multipart', body('hello, I am no multipart\r\n')],
    ['a bare JPEG', 'multipart', body(jpeg)],
    ['a line without an end', 'multipart', body('-'.repeat(5000))],
    ['headers without an end', 'multipart', body('--a\r\n', 'X: y\r\n'.repeat(1000))],
    ['another kind of picture', 'part_type', body('--a\r\nContent-Type: image/png\r\n\r\n')],
    ['a length that is too large', 'too_large', body('--a\r\n', counted(10_001))],
    ['a picture that is too large', 'too_large', body('--a\r\n', open, new Uint8Array(10_001))],
  ])('%s is refused', (_, code, bytes) => {
    expect(() => read([bytes])).toThrow(expect.objectContaining({ code }))
    expect(() => read(Array.from(bytes, byte => Uint8Array.of(byte)))).toThrow(expect.objectContaining({ code }))
  })
})

test.each<[string, string, number]>([
  ['in ms', `X-Tunnelcam-Captured-At: ${NOW - 500}`, NOW - 500],
  ['in seconds', `X-Timestamp: ${(NOW - 250) / 1000}`, NOW - 250],
  ['a little ahead of us is now', `X-Tunnelcam-Captured-At: ${NOW + 900}`, NOW],
  ['far ahead is not believed', `X-Tunnelcam-Captured-At: ${NOW + 60_000}`, NOW],
  ['long ago is not believed', `X-Tunnelcam-Captured-At: ${NOW - 60_000}`, NOW],
  ['that is none is not believed', 'X-Timestamp: yesterday', NOW],
])('a time of capture %s', (_, header, expected) => {
  expect(read([body('--a\r\n', header, '\r\n', counted(), jpeg)]).sent[0]?.capturedAt).toBe(expected)
})
