import { expect, test } from 'vitest'
import { describeAvcC } from '../../../src/media/h264/avcC.ts'

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16))

// Each is the extradata of a stream that x264 made at this size and profile.
test.each([
  [
    'baseline 1280x720',
    '0142c01fffe100196742c01fd9005005bb011000000300100000030320f183248001000568cb83cb20',
    { codec: 'avc1.42c01f', width: 1280, height: 720 },
  ],
  [
    'high 1920x1080, cropped from 1088',
    '01640028ffe1001b67640028acd940780227e5c044000003000400000300c83c60c65801000668ebe3cb22c0fdf8f800',
    { codec: 'avc1.640028', width: 1920, height: 1080 },
  ],
  [
    'high 4:4:4 130x98',
    '01f4000bffe1001a67f4000b919b2849fc7c7e0220000003002000000641e28532c001000668ebe3c44844fff8f800',
    { codec: 'avc1.f4000b', width: 130, height: 98 },
  ],
  [
    'interlaced 720x576',
    '014d401effe10018674d401eeca05a126c0440000003004000000c87c50a658001000568fba3cb20',
    { codec: 'avc1.4d401e', width: 720, height: 576 },
  ],
])('describes %s', (_, hex, expected) => expect(describeAvcC(bytes(hex))).toEqual(expected))

const WHOLE = bytes('0142c01fffe100196742c01fd9005005bb011000000300100000030320f183248001000568cb83cb20')

test('every cut of it is refused with a MediaError, never read past its end', () => {
  const parameterSetEnd = 8 + (WHOLE[7] ?? 0)
  for (let length = 0; length < parameterSetEnd; length++)
    expect(() => describeAvcC(WHOLE.subarray(0, length))).toThrow(expect.objectContaining({ name: 'MediaError' }))
})

test('an endless Exp-Golomb code is refused', () => {
  expect(() => describeAvcC(bytes('0142c01fffe1000a6742c01f00000000000001'))).toThrow('a number without end')
})
