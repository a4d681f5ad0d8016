import { describe, expect, test } from 'vitest'
import { RtmpChunkReader } from '../../../src/media/rtmp/chunkReader.ts'
import { writeMessage } from '../../../src/media/rtmp/writeMessage.ts'

const text = (length: number) => Array.from({ length }, (_, index) => index % 256)
const read = (...bytes: readonly number[]) =>
  Array.from(new RtmpChunkReader(1000).push(Uint8Array.from(bytes)), ({ type, timestamp, stream, body }) => [
    ...[type, timestamp, stream],
    [...body],
  ])

describe('a message', () => {
  const rows: [string, readonly number[], readonly unknown[]][] = [
    ['in one chunk', [3, 0, 0, 7, 0, 0, 2, 20, 1, 0, 0, 0, 8, 9], [[20, 7, 1, [8, 9]]]],
    ['of no bytes', [3, 0, 0, 7, 0, 0, 0, 20, 1, 0, 0, 0], [[20, 7, 1, []]]],
    [
      'in two chunks of the default size',
      [4, 0, 0, 0, 0, 0, 130, 9, 1, 0, 0, 0, ...text(128), 0xc4, ...text(2)],
      [[9, 0, 1, [...text(128), 0, 1]]],
    ],
    [
      'in chunks of a size that was set',
      [2, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, 0, 0, 2, 4, 0, 0, 0, 0, 0, 3, 9, 1, 0, 0, 0, 5, 6, 0xc4, 7],
      [[9, 0, 1, [5, 6, 7]]],
    ],
    [
      'and those after it, whose headers leave out ever more: time counts from the one before',
      [
        ...[4, 0, 0, 100, 0, 0, 1, 8, 1, 0, 0, 0, 1],
        ...[0x44, 0, 0, 20, 0, 0, 2, 9, 2, 3],
        ...[0x84, 0, 0, 30, 4, 5],
        ...[0xc4, 6, 7],
      ],
      [
        [8, 100, 1, [1]],
        [9, 120, 1, [2, 3]],
        [9, 150, 1, [4, 5]],
        [9, 180, 1, [6, 7]],
      ],
    ],
    [
      'of another chunk stream between its chunks',
      [
        ...[4, 0, 0, 0, 0, 0, 129, 9, 1, 0, 0, 0, ...text(128)],
        ...[5, 0, 0, 3, 0, 0, 1, 8, 1, 0, 0, 0, 42],
        ...[0xc4, 99],
      ],
      [
        [8, 3, 1, [42]],
        [9, 0, 1, [...text(128), 99]],
      ],
    ],
    [
      'with a time above 24 bits, which its second chunk repeats',
      [...[4, 255, 255, 255, 0, 0, 129, 9, 1, 0, 0, 0, 1, 0, 0, 2, ...text(128)], ...[0xc4, 1, 0, 0, 2, 99]],
      [[9, 0x1000002, 1, [...text(128), 99]]],
    ],
    [
      'of a chunk stream with two bytes',
      [0, 36, 0, 0, 7, 0, 0, 1, 8, 1, 0, 0, 0, 9, 0xc0, 36, 8],
      [
        [8, 7, 1, [9]],
        [8, 14, 1, [8]],
      ],
    ],
    ['of a chunk stream with three bytes', [1, 0, 1, 0, 0, 7, 0, 0, 1, 8, 1, 0, 0, 0, 9], [[8, 7, 1, [9]]]],
    [
      'that was aborted is left out',
      [
        ...[4, 0, 0, 0, 0, 0, 129, 9, 1, 0, 0, 0, ...text(128)],
        ...[2, 0, 0, 0, 0, 0, 4, 2, 0, 0, 0, 0, 0, 0, 0, 4],
        ...[0x84, 0, 0, 1, ...text(128), 0xc4, 1],
      ],
      [[9, 1, 1, [...text(128), 1]]],
    ],
  ]
  test.each(rows)('%s', (_, bytes, messages) => expect(read(...bytes)).toEqual(messages))

  test('of a chunk stream that is known is read, however many others there are', () => {
    const empty = (id: number) => [0, id, 0, 0, 0, 0, 0, 0, 9, 1, 0, 0, 0]
    const streams = Array.from({ length: 64 }, (_, id) => empty(id))
    expect(read(...streams.flat(), ...empty(0))).toHaveLength(65)
  })

  test('that was written is read', () => {
    const message = { type: 20, timestamp: 70_000, stream: 1, body: Uint8Array.of(1, 2, 3) }
    expect([...new RtmpChunkReader(100).push(writeMessage(message))]).toEqual([message])
  })
})

describe('what can’t be is refused:', () => {
  const head = (id: number, size: number) => [id, 0, 0, 0, 0, size >> 8, size & 255, 9, 1, 0, 0, 0]
  test.each<[string, readonly number[]]>([
    ['a header that leaves out what was never said', [0xc4, 1]],
    ['a message that is too large', head(4, 1001)],
    [
      'messages that are on their way at once and too large together',
      [5, 6, 7].flatMap(id => [...head(id, 1000), ...text(128)]),
    ],
    ['a message within another', [...head(4, 129), ...text(128), ...head(4, 129)]],
    ['chunks of no bytes', [2, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['ever more chunk streams', Array.from({ length: 80 }, (_, id) => [0, id, ...head(0, 0).slice(1)]).flat()],
  ])('%s', (_, bytes) => {
    expect(() => read(...bytes)).toThrow(expect.objectContaining({ name: 'MediaError', code: 'rtmp' }))
  })
})
