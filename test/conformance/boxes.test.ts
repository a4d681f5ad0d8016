import { describe, expect, test } from 'vitest'
import { BoxError, boxes, Fields } from './boxes.ts'
import { holdsIdr, parseInit, parseMedia } from './media.ts'
import { sampleCapture } from './sample.ts'

const { bytes } = sampleCapture()
const file = (name: string) => bytes.get(`http://camera.test/hls/${name}`) ?? new Uint8Array()
const box = (size: number, type: string, ...body: number[]) =>
  Uint8Array.from([...u32(size), ...Buffer.from(type, 'latin1'), ...body])
const u32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]

describe('boxes()', () => {
  test('lists boxes that fill the bytes, a 64-bit size too', () => {
    const two = Uint8Array.from([...box(9, 'free', 7), ...box(1, 'mdat', ...u32(0), ...u32(17), 5)])
    expect(boxes(two)).toEqual([
      { type: 'free', start: 0, size: 9, body: Uint8Array.of(7) },
      { type: 'mdat', start: 9, size: 17, body: Uint8Array.of(5) },
    ])
  })

  test.each([
    ['a box cut in its header', box(8, 'free').subarray(0, 7), '7 bytes are left at byte 0: a box needs 8'],
    ['a size past the end', box(100, 'mdat', 1, 2), 'mdat at byte 0 says 100 bytes, but 10 are left'],
    ['the largest 32-bit size', box(0xffffffff, 'mdat'), 'mdat at byte 0 says 4294967295 bytes, but 8 are left'],
    ['a size below the header', box(7, 'mdat'), 'mdat at byte 0 says 7 bytes, less than its own header'],
    ['size 0, to the end', box(0, 'mdat', 1, 2), 'mdat at byte 0 says size 0, "to the end of the file"'],
    ['a 64-bit size cut short', box(1, 'mdat', 0, 0), 'is cut short'],
    ['a 64-bit size below its header', box(1, 'mdat', ...u32(0), ...u32(15)), 'less than its own header'],
    ['an absurd 64-bit size', box(1, 'mdat', ...u32(0x7fffffff), ...u32(0)), 'absurd 64-bit number'],
    ['a type that is no text', box(8, '\u0000\u0001ab'), 'has no readable type'],
  ])('refuses %s', (_, data, message) => {
    expect(() => boxes(data)).toThrow(BoxError)
    expect(() => boxes(data)).toThrow(message)
  })

  test('Fields refuses to read past the end', () => {
    expect(() => new Fields(Uint8Array.of(1, 2, 3), 'a field').u32()).toThrow(
      'a field is cut short: 4 bytes wanted, 3 left',
    )
  })
})

describe('the readers of init and media', () => {
  const tracks = parseInit(file('init-0.mp4'))

  test('tell what an init says', () => {
    expect(tracks).toMatchObject([{ id: 1, kind: 'video', codec: 'avc1.42C00D', width: 320, height: 180 }])
  })

  test('tell what a part holds', () => {
    const [run] = parseMedia(file('part-5.m4s'), tracks)
    expect(run?.samples.map(sample => [sample.sync, holdsIdr(sample)])).toEqual([
      [true, true],
      ...Array.from({ length: 4 }, () => [false, false]),
    ])
    expect((run?.decodeTime ?? 0) / (run?.track.timescale ?? 1)).toBeCloseTo(1)
  })

  test.each([
    ['an init', 'init-0.mp4', (data: Uint8Array) => parseInit(data)],
    ['a part', 'part-1.m4s', (data: Uint8Array) => parseMedia(data, tracks)],
  ])('refuse %s cut at every byte with a BoxError', (_, name, parse) => {
    const whole = file(name)
    const cuts = Array.from({ length: whole.length }, (_, length) => length)
    // A cut right between two boxes leaves whole boxes, but never all that are needed.
    for (const length of cuts) expect(() => parse(whole.subarray(0, length)), `cut to ${length}`).toThrow(BoxError)
  })

  test('a byte changed anywhere in a part is an error in words or still a part, never a crash', () => {
    const whole = file('part-1.m4s')
    for (let at = 0; at < 140; at += 1) {
      const changed = Uint8Array.from(whole, (byte, index) => (index === at ? byte ^ 0xff : byte))
      try {
        parseMedia(changed, tracks)
      } catch (cause) {
        expect(cause, `byte ${at}`).toBeInstanceOf(BoxError)
      }
    }
  })
})
