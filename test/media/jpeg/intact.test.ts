import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeJpeg } from '../../../src/media/jpeg/describe.ts'
import { clip } from '../../support/ffmpeg.ts'
import { jpegs } from '../../support/httpMjpegCamera.ts'
import { needs } from '../../support/require.ts'

const made = (...args: string[]) =>
  readFileSync(clip(['-f', 'lavfi', '-i', 'testsrc2=size=160x120', ...args, '-frames:v', '1'], 'jpg'))
const [jpeg = new Uint8Array()] = jpegs()
const half = jpeg.subarray(0, jpeg.length / 2)
const size = { width: 640, height: 360 }
/** The JPEG with this in the middle of its scan. */
const withInScan = (...bytes: number[]) => Buffer.concat([half, Buffer.from(bytes), jpeg.subarray(half.length)])

test.each([
  ['whole', jpeg, size],
  ['with zeros behind it', Buffer.concat([jpeg, Buffer.alloc(9)]), size],
  ['with restarts in its scan', withInScan(0xff, 0xd3), size],
  ['with fill bytes before a marker', Buffer.concat([jpeg.subarray(0, -2), Buffer.from([0xff, 0xff, 0xd9])]), size],
  ['of which half is there', half, undefined],
  ['of which half is there, and an end', Buffer.concat([half, Buffer.from([0xff, 0x11, 0xff, 0xd9])]), undefined],
  ['into which another begins', Buffer.concat([half, jpeg]), undefined],
  ['with a frame header in its scan', withInScan(0xff, 0xc0, 0, 2), undefined],
  ['with a reserved marker in its scan', withInScan(0xff, 0x02), undefined],
])('a JPEG %s', (_, bytes, expected) => expect(describeJpeg(bytes)).toEqual(expected))

test.each([
  ['a comment in front', ['-c:v', 'mjpeg', '-metadata', 'comment=here']],
  ['Huffman tables of its own', ['-c:v', 'mjpeg', '-huffman', 'optimal']],
])('a JPEG with %s is whole', (_, args) => expect(describeJpeg(made(...args))).toEqual({ width: 160, height: 120 }))

// That of 2018 writes slices that nobody can read.
needs('ffmpeg')('of an FFmpeg of today', () => {
  test('a JPEG with several slices is whole', () =>
    expect(describeJpeg(made('-c:v', 'mjpeg', '-slices', '4', '-threads', '4'))).toEqual({ width: 160, height: 120 }))
})

test('a JPEG that is cut at any byte is none', () => {
  for (let length = 0; length < jpeg.length; length++) expect(describeJpeg(jpeg.subarray(0, length))).toBeUndefined()
})
