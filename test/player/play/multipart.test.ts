import { describe, expect, test } from 'vitest'
import { boundaryOf, Multipart, type Part } from '../../../src/player/play/multipart.ts'

const encoder = new TextEncoder()
const plain = (parts: readonly Part[]) =>
  parts.map(({ headers, body }) => ({
    headers: Object.fromEntries(headers),
    body: new TextDecoder('latin1').decode(body),
  }))

const WITH_LENGTH = [
  '--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 5\r\nX-Tunnelcam-Captured-At: 17\r\n\r\nfirst\r\n',
  '--frame\r\ncontent-length: 13\r\n\r\nse--frame\r\n\r\n\r\n',
  '--frame\r\nContent-Length: 5\r\n\r\nthird\r\n--frame\r\n',
].join('')

const PARTS = [
  { headers: { 'content-type': 'image/jpeg', 'content-length': '5', 'x-tunnelcam-captured-at': '17' }, body: 'first' },
  { headers: { 'content-length': '13' }, body: 'se--frame\r\n\r\n' },
  { headers: { 'content-length': '5' }, body: 'third' },
]

const WITHOUT_LENGTH =
  '--frame\r\nContent-Type: image/jpeg\r\n\r\none\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\ntwo\r\n--frame\r\n'

describe('Multipart', () => {
  test('cuts a stream given whole, by Content-Length even where a body holds the boundary', () => {
    expect(plain(new Multipart('frame').push(encoder.encode(WITH_LENGTH)))).toEqual(PARTS)
  })

  test('cuts the same from a stream cut at any byte', () => {
    const bytes = encoder.encode(WITH_LENGTH)
    for (let cut = 1; cut < bytes.length; cut++) {
      const stream = new Multipart('frame')
      const parts = [...stream.push(bytes.subarray(0, cut)), ...stream.push(bytes.subarray(cut))]
      expect(plain(parts), `cut at ${cut}`).toEqual(PARTS)
    }
  })

  test('takes the next boundary as the end where no length is given, byte by byte', () => {
    const stream = new Multipart('frame')
    const parts = [...encoder.encode(WITHOUT_LENGTH)].flatMap(byte => stream.push(Uint8Array.of(byte)))
    expect(plain(parts).map(({ body }) => body)).toEqual(['one', 'two'])
  })

  test('gives a part up to the last byte without waiting for the next boundary', () => {
    const stream = new Multipart('frame')
    expect(plain(stream.push(encoder.encode('--frame\r\nContent-Length: 2\r\n\r\nok')))).toHaveLength(1)
  })

  test('goes on for many pictures larger than its first room', () => {
    const stream = new Multipart('frame')
    const head = encoder.encode('--frame\r\nContent-Length: 100000\r\n\r\n')
    for (let i = 0; i < 50; i++) {
      const parts = [head, new Uint8Array(100_000).fill(i), encoder.encode('\r\n')].flatMap(chunk => stream.push(chunk))
      expect(parts.map(({ body }) => [body.length, body[0], body[99_999]])).toEqual([[100_000, i, i]])
    }
  })

  test('gives up a part that is no picture any more', () => {
    const stream = new Multipart('frame')
    stream.push(encoder.encode('--frame\r\nContent-Length: 99999999999\r\n\r\n'))
    const megabytes = new Uint8Array(8 * 1024 * 1024)
    expect(() => {
      for (let i = 0; i < 5; i++) stream.push(megabytes)
    }).toThrow(RangeError)
  })
})

test.each([
  ['multipart/x-mixed-replace; boundary=frame', 'frame'],
  ['multipart/x-mixed-replace;boundary="my frame"', 'my frame'],
  ['multipart/x-mixed-replace; boundary=--old', 'old'],
  ['image/jpeg', undefined],
  [null, undefined],
])('boundaryOf(%j) is %j', (contentType, boundary) => expect(boundaryOf(contentType)).toBe(boundary))
