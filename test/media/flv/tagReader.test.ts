import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { joined } from '../../../src/media/bytes.ts'
import { MediaError } from '../../../src/media/error.ts'
import { FlvTagReader } from '../../../src/media/flv/tagReader.ts'
import { everyCut } from '../cuts.ts'

const flv = Uint8Array.from(readFileSync(new URL('../fixtures/tiny.flv', import.meta.url)))

function read(chunks: Uint8Array[]): string[] {
  const reader = new FlvTagReader()
  const tags: string[] = []
  for (const chunk of chunks)
    for (const { type, timestamp, size, payload } of reader.push(chunk))
      tags.push(`${type} ${timestamp} ${size} ${joined(payload).reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7)}`)
  return tags
}

test('reads the same tags however the stream is cut', () => {
  const whole = read([flv])
  expect(whole.map(tag => tag.split(' ').slice(0, 3).join(' ')).slice(0, 6)).toEqual([
    'script 0 255',
    'video 0 41',
    'audio 0 7',
    'audio 0 193',
    'video 64 2118',
    'audio 64 178',
  ])
  for (const chunks of everyCut(flv)) expect(read(chunks)).toEqual(whole)
})

test('says which tracks the header announces', () => {
  const reader = new FlvTagReader()
  expect(reader.header).toBeUndefined()
  Array.from(reader.push(flv))
  expect(reader.header).toEqual({ video: true, audio: true })
})

test('a stream that ends midway gives the tags that are whole', () => {
  expect(read([flv.subarray(0, -1)])).toEqual(read([flv]).slice(0, -1))
})

test.each([
  ['is not FLV', 0, 'M'.charCodeAt(0), 'flv_header'],
  ['has an unknown tag type', 13, 7, 'flv_tag'],
  ['has a tag of an absurd size', 14, 0xff, 'flv_tag'],
])('throws a MediaError when the stream %s', (_, at, value, code) => {
  const broken = Uint8Array.from(flv)
  broken[at] = value
  expect(() => read([broken])).toThrow(expect.objectContaining({ name: 'MediaError', code }))
})

test('garbage never gets further than a MediaError', () => {
  let seed = 1
  for (let round = 0; round < 300; round++) {
    const garbage = Uint8Array.from(flv.subarray(0, 2000), byte => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff
      return seed % 50 === 0 ? seed >> 8 : byte
    })
    try {
      read([garbage])
    } catch (error) {
      expect(error).toBeInstanceOf(MediaError)
    }
  }
})
