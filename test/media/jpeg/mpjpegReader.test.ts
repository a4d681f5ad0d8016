import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeJpeg } from '../../../src/media/jpeg/describe.ts'
import { MpjpegReader } from '../../../src/media/jpeg/mpjpegReader.ts'
import type { Picture } from '../../../src/media/jpeg/picture.ts'
import { everyCut } from '../cuts.ts'

const mpjpeg = Uint8Array.from(readFileSync(new URL('../fixtures/tiny.mpjpeg', import.meta.url)))
const text = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes)
const bytes = (latin1: string) => Uint8Array.from(latin1, letter => letter.charCodeAt(0))

function read(chunks: Iterable<Uint8Array>): { pictures: Picture[]; broken: number } {
  const pictures: Picture[] = []
  const reader = new MpjpegReader(() => pictures.length + 1)
  for (const chunk of chunks) for (const picture of reader.push(chunk, 1_700_000_000_123)) pictures.push(picture)
  return { pictures, broken: reader.broken }
}

const whole = read([mpjpeg]).pictures

test('each picture becomes a ready part with its length, time and number', () => {
  expect(whole.map(({ sequence, capturedAt, width, height }) => ({ sequence, capturedAt, width, height }))).toEqual(
    [1, 2, 3].map(sequence => ({ sequence, capturedAt: 1_700_000_000_123, width: 64, height: 48 })),
  )
  const [first] = whole
  expect(first && text(first.part)).toBe(
    'Content-Length: 647\r\nX-Timestamp: 1700000000.123000\r\n' +
      'X-Tunnelcam-Sequence: 1\r\nX-Tunnelcam-Captured-At: 1700000000123\r\n\r\n' +
      `${text(mpjpeg.subarray(59, 59 + 647))}\r\n--tunnelcam\r\nContent-Type: image/jpeg\r\n`,
  )
  expect(first && text(first.eagerPart)).toBe(
    `${text(mpjpeg.subarray(59, 59 + 647))}\r\n--tunnelcam\r\nContent-Type: image/jpeg\r\n\r\n`,
  )
  expect(first && text(first.jpeg)).toBe(text(mpjpeg.subarray(59, 59 + 647)))
})

test('reads the same pictures however the stream is cut', () => {
  const parts = whole.map(({ part }) => text(part))
  for (const chunks of everyCut(mpjpeg)) expect(read(chunks).pictures.map(({ part }) => text(part))).toEqual(parts)
})

test('a picture cut short or made of garbage is left out and counted; the ones after it are shown', () => {
  const broken = Uint8Array.from(mpjpeg)
  broken.fill(0x55, 59 + 640, 59 + 647)
  expect(read([broken])).toMatchObject({ pictures: [{ sequence: 1 }, { sequence: 2 }], broken: 1 })
})

test.each([
  ['no length', '--ffmpeg\r\nContent-type: image/jpeg\r\n\r\n', 'A picture says it has NaN bytes'],
  ['an absurd length', '--ffmpeg\r\nContent-length: 99999999999\r\n\r\n', 'A picture says it has 99999999999 bytes'],
  ['a length of nothing', '--ffmpeg\r\nContent-length: 0\r\n\r\n', 'A picture says it has 0 bytes'],
  ['no headers at all', 'x'.repeat(3000), 'has no part headers where they belong'],
])('a stream with %s is refused', (_, stream, message) => {
  expect(() => read([bytes(stream)])).toThrow(message)
  expect(() => read(Array.from(bytes(stream), byte => Uint8Array.of(byte)))).toThrow(message)
})

test('a JPEG that is cut anywhere has no size, and one padded with zeros has', () => {
  const jpeg = whole[0]?.jpeg ?? new Uint8Array()
  for (let length = 0; length < jpeg.length; length++) expect(describeJpeg(jpeg.subarray(0, length))).toBeUndefined()
  expect(describeJpeg(Uint8Array.from([...jpeg, 0, 0, 0]))).toEqual({ width: 64, height: 48 })
})
