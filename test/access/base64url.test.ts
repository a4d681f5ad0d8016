import { expect, test } from 'vitest'
import { fromBase64url, toBase64url } from '../../src/access/base64url.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

// RFC 4648 §10, without padding; and what base64 writes with + and /.
test.each([
  ['', bytes('')],
  ['Zg', bytes('f')],
  ['Zm8', bytes('fo')],
  ['Zm9v', bytes('foo')],
  ['Zm9vYg', bytes('foob')],
  ['Zm9vYmE', bytes('fooba')],
  ['Zm9vYmFy', bytes('foobar')],
  ['-_-_', Uint8Array.of(0xfb, 0xff, 0xbf)],
  ['AAAA', new Uint8Array(3)],
])('%j is there and back', (text, raw) => {
  expect(toBase64url(raw)).toBe(text)
  expect(fromBase64url(text)).toEqual(raw)
})

test('all bytes come back, at every length', () => {
  const all = Uint8Array.from({ length: 256 }, (_, at) => at)
  for (let length = 0; length <= 256; length++) {
    const cut = all.subarray(0, length)
    expect(fromBase64url(toBase64url(cut))).toEqual(cut)
  }
})

test.each([
  ['padding', 'Zg=='],
  ['the letters of plain base64', '+/+/'],
  ['a blank', 'Zm9v Yg'],
  ['a line end', 'Zm9v\n'],
  ['a length that none has', 'Zm9vY'],
  ['bits after the last byte: another text for the same byte', 'Zh'],
  ['the same for two bytes', 'Zm9'],
  ['a letter of another script', 'Zm9а'],
])('%s is refused', (_, text) => expect(fromBase64url(text)).toBeUndefined())
