import { expect, test } from 'vitest'
import { PublishedVideo } from '../../../src/hub/published/publishedVideo.ts'

/** A box of MP4 with this type, and so many bytes in it. */
function box(type: string, bytes = 20): Uint8Array {
  const whole = Buffer.alloc(8 + bytes)
  whole.writeUInt32BE(whole.length)
  whole.write(type, 4, 'latin1')
  return Uint8Array.from(whole)
}

const types = (chunks: readonly Uint8Array[]) => chunks.map(chunk => Buffer.from(chunk).toString('latin1', 4, 8))
const push = (video: PublishedVideo, ...boxes: readonly string[]) => {
  for (const type of boxes) video.push(box(type))
}

test('who comes late gets the head, what came since a fragment began, and all that comes', () => {
  const video = new PublishedVideo('mp4')
  push(video, 'ftyp', 'moov')
  expect(video.begun).toBe(false)
  push(video, 'moof', 'mdat', 'moof')
  expect([video.begun, types(video.soFar)]).toEqual([true, ['ftyp', 'moov', 'moof']])
  const seen: Uint8Array[] = []
  const stop = video.subscribe(({ bytes }) => seen.push(bytes))
  push(video, 'mdat', 'moof')
  stop()
  push(video, 'mdat')
  expect(types(seen)).toEqual(['ftyp', 'moov', 'moof', 'mdat', 'moof'])
})

test('what can’t be kept is refused: a head without an end, and a group that never ends', () => {
  const head = new PublishedVideo('mp4')
  expect(() => head.push(box('moov', 1 << 20))).toThrow('does not begin within a mebibyte')
  const group = new PublishedVideo('mp4')
  push(group, 'ftyp', 'moov', 'moof')
  const piece = box('mdat', 1 << 20)
  for (let count = 0; count < 31; count++) group.push(piece)
  expect(() => group.push(piece)).toThrow('send keyframes more often')
})

test('pieces with next to nothing in them count too, as each takes memory', () => {
  const head = new PublishedVideo('mp4')
  const heads = () => {
    for (let count = 0; count < 10_000; count++) head.push(box('free', 0))
  }
  expect(heads).toThrow('does not begin within a mebibyte')
  const group = new PublishedVideo('mp4')
  push(group, 'ftyp', 'moov', 'moof')
  const pieces = () => {
    for (let count = 0; count < 200_000; count++) group.push(box('free', 0))
  }
  expect(pieces).toThrow('send keyframes more often')
})

test('what is kept of a head keeps nothing that came beside it', () => {
  const video = new PublishedVideo('mp4')
  video.push(box('ftyp', 1000).subarray(0, 1008))
  const message = Buffer.alloc(1 << 20)
  message.set(box('moov'))
  message.set(box('moof'), 28)
  video.push(message.subarray(0, 56))
  const [, moov] = video.soFar
  expect(moov?.buffer.byteLength).toBe(28)
})
