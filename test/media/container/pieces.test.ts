import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { flvElements } from '../../../src/media/container/flv.ts'
import { matroskaElements } from '../../../src/media/container/matroska.ts'
import { mp4Elements } from '../../../src/media/container/mp4.ts'
import { mpegTsElements } from '../../../src/media/container/mpegTs.ts'
import type { ElementReader } from '../../../src/media/container/piece.ts'
import { Pieces } from '../../../src/media/container/pieces.ts'
import { clip } from '../../support/ffmpeg.ts'
import { everyCut } from '../cuts.ts'

const source = ['-f', 'lavfi', '-i', 'color=gray:size=64x48:rate=10:duration=2']
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '5', '-bf', '0']
const made = (extension: string, ...args: readonly string[]) =>
  Uint8Array.from(readFileSync(clip([...source, ...args], extension)))

/** What a stream is cut into: how long its head is, and where a reader may begin. */
function shape(read: ElementReader, chunks: readonly Uint8Array[]): string {
  const pieces = new Pieces(read)
  let [at, head] = [0, 0]
  const joins: number[] = []
  for (const chunk of chunks) {
    for (const { kind, bytes } of pieces.push(chunk)) {
      if (kind === 'head') head += bytes.length
      if (kind === 'join') joins.push(at)
      at += bytes.length
    }
  }
  return `${head} | ${joins.join(' ')} | ${at}`
}

function positions(bytes: Uint8Array, text: string, back = 0): number[] {
  const buffer = Buffer.from(bytes)
  const found: number[] = []
  const wanted = Buffer.from(text, 'latin1')
  for (let at = buffer.indexOf(wanted); at >= 0; at = buffer.indexOf(wanted, at + 1)) found.push(at - back)
  return found
}

const mp4 = () => made('mp4', ...h264, '-movflags', '+frag_keyframe+empty_moov+default_base_moof', '-f', 'mp4')
const mkv = () => made('mkv', ...h264, '-live', '1', '-cluster_time_limit', '500', '-f', 'matroska')

describe('a container is cut where a reader may begin, wherever the network cuts it', () => {
  test.each<[string, () => Uint8Array, () => ElementReader, (bytes: Uint8Array) => number[]]>([
    ['MP4: at each fragment', mp4, mp4Elements, bytes => positions(bytes, 'moof', 4)],
    ['Matroska: at each cluster', mkv, matroskaElements, bytes => positions(bytes, '\x1f\x43\xb6\x75')],
    [
      'MPEG-TS: at each table',
      () => made('ts', ...h264, '-f', 'mpegts'),
      mpegTsElements,
      bytes => positions(bytes, '\x47\x40\x00'),
    ],
  ])('%s', (_, make, reader, joins) => {
    const bytes = make()
    const places = joins(bytes)
    expect(places.length).toBeGreaterThan(2)
    const shapes = new Set<string>()
    for (const chunks of everyCut(bytes.subarray(0, 6000))) shapes.add(shape(reader(), chunks))
    expect([...shapes].map(one => one.replace(/ \d+$/, ''))).toHaveLength(1)
    const [head = '', begins = ''] = shape(reader(), [bytes]).split(' | ')
    expect(begins).toBe(places.join(' '))
    expect([0, places[0]]).toContain(Number(head)) // MPEG-TS has none
  })

  test('FLV: at each keyframe, with the codecs’ descriptions in the head', () => {
    const bytes = made('flv', ...h264, '-f', 'flv')
    const shapes = new Set(Array.from(everyCut(bytes.subarray(0, 5000)), chunks => shape(flvElements(), chunks)))
    expect(shapes.size).toBe(1)
    const [, begins = ''] = shape(flvElements(), [bytes]).split(' | ')
    const places = begins.split(' ').map(Number)
    expect(places).toHaveLength(4)
    for (const at of places) expect([...bytes.subarray(at + 11, at + 13)]).toEqual([0x17, 1])
  })
})

describe('what is none is refused', () => {
  const jpeg = Uint8Array.from(Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...new Array(60).fill(1)]))
  const whole = () => made('mp4', ...h264, '-f', 'mp4')
  test.each<[string, () => Uint8Array, () => ElementReader, string]>([
    ['a JPEG is no MP4', () => jpeg, mp4Elements, 'mp4'],
    ['an MP4 that is not fragmented', whole, mp4Elements, 'not_fragmented'],
    ['fragments without their description', () => mp4().subarray(positions(mp4(), 'moof', 4)[0]), mp4Elements, 'mp4'],
    ['a JPEG is no Matroska', () => jpeg, matroskaElements, 'matroska'],
    ['a JPEG is no FLV', () => jpeg, flvElements, 'flv'],
    [
      'FLV with other tags',
      () => Uint8Array.from([...Buffer.from('FLV\x01\x05\0\0\0\x09\0\0\0\0'), ...jpeg]),
      flvElements,
      'flv',
    ],
    ['a JPEG is no MPEG-TS', () => jpeg, mpegTsElements, 'mpegts'],
  ])('%s', (_, bytes, reader, code) => {
    expect(() => shape(reader(), [bytes()])).toThrow(expect.objectContaining({ code }))
  })
})
