import { expect, test } from 'vitest'
import { matroskaElements } from '../../../../src/media/container/matroska.ts'
import { Pieces } from '../../../../src/media/container/pieces.ts'
import {
  element,
  floatElement,
  openElement,
  textElement,
  uintElement,
} from '../../../../src/player/publish/mux/ebml.ts'
import { LiveStream } from '../../../../src/player/publish/mux/liveStream.ts'
import { block, cluster } from '../../../../src/player/publish/mux/matroska.ts'

const hex = (bytes: Uint8Array) => [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join(' ')

test.each<[string, Uint8Array, string]>([
  ['an element', element(0xae, Uint8Array.of(1, 2)), 'ae 10 00 00 02 01 02'],
  ['one without anything in it', element(0x1549a966), '15 49 a9 66 10 00 00 00'],
  ['one of unknown size', openElement(0x1f43b675), '1f 43 b6 75 01 ff ff ff ff ff ff ff'],
  ['zero', uintElement(0xe7, 0), 'e7 10 00 00 01 00'],
  ['a large number', uintElement(0xe7, 2 ** 32 + 258), 'e7 10 00 00 05 01 00 00 01 02'],
  ['a fraction', floatElement(0xb5, 0.5), 'b5 10 00 00 08 3f e0 00 00 00 00 00 00'],
  ['text', textElement(0x86, 'V_VP8'), '86 10 00 00 05 56 5f 56 50 38'],
  ['a cluster', cluster(1000.4), '1f 43 b6 75 01 ff ff ff ff ff ff ff e7 10 00 00 02 03 e8'],
  ['a keyframe', block('video', { relativeMs: 0, keyframe: true }, Uint8Array.of(7)), 'a3 10 00 00 05 81 00 00 80 07'],
  [
    'sound from before the cluster',
    block('audio', { relativeMs: -2, keyframe: false }, Uint8Array.of(7)),
    'a3 10 00 00 05 82 ff fe 00 07',
  ],
])('%s is written as EBML has it', (_, bytes, expected) => expect(hex(bytes)).toBe(expected))

const tracks = {
  video: { codec: 'V_MPEG4/ISO/AVC', description: Uint8Array.of(1, 2, 3), width: 640, height: 360 },
  audio: { codec: 'A_OPUS', description: Uint8Array.of(4), sampleRate: 48_000, channels: 1 },
} as const
const data = new Uint8Array(20)

/** What the server takes each piece for. */
function kinds(written: readonly Uint8Array[]): string[] {
  const pieces = new Pieces(matroskaElements())
  return written.flatMap(bytes => [...pieces.push(bytes)].map(({ kind }) => kind))
}

test('a reader may begin with each keyframe', () => {
  const stream = new LiveStream(tracks)
  const written = [0, 40, 80].map(timeMs => stream.video({ timeMs, keyframe: timeMs !== 40, data }))
  // EBML, Segment, Info, Tracks; a cluster, its time and the frame.
  expect(kinds(written)).toEqual([
    'head',
    'head',
    'head',
    'head',
    'join',
    'rest',
    'rest',
    'rest',
    'join',
    'rest',
    'rest',
  ])
})

test('sound before the first picture, or long after the last, is left out', () => {
  const stream = new LiveStream(tracks)
  expect(stream.audio({ timeMs: 990, data })).toBeUndefined()
  stream.video({ timeMs: 1000, keyframe: true, data })
  expect(stream.audio({ timeMs: 999, data })).toBeUndefined()
  expect(hex(stream.audio({ timeMs: 1256, data })?.subarray(0, 9) ?? data)).toBe('a3 10 00 00 18 82 01 00 80')
  expect(stream.audio({ timeMs: 21_001, data })).toBeUndefined()
})
