import { PassThrough } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { feedNewest, feedVideo } from '../../../src/agent/published/feeds.ts'
import { Camera } from '../../../src/hub/camera.ts'
import { PublishedVideo } from '../../../src/hub/published/publishedVideo.ts'
import { jpegOf, sentPicture } from '../../support/sent.ts'
import { camera as config } from '../given.ts'

const jpeg = jpegOf({ width: 640, height: 360 })

test('an FFmpeg that reads nothing is owed one picture, and gets the newest when it reads again', async () => {
  const camera = new Camera(config({ source: 'publish:' }))
  const run = camera.begin({ passthrough: false })
  const unread = new PassThrough({ highWaterMark: 1000 })
  const ages: number[] = []
  feedNewest(camera, unread, ms => ages.push(ms))
  for (let count = 0; count < 500; count++) run.picture(sentPicture(undefined, jpeg))
  expect([ages.length, unread.readableLength < 2 * jpeg.length]).toEqual([1, true])
  let read = ''
  unread.on('data', chunk => {
    read += chunk.toString('latin1')
  })
  await vi.waitFor(() => expect(ages).toHaveLength(2), { timeout: 5000 })
  expect(read.match(/Sequence: \d+/g)).toEqual(['Sequence: 1', 'Sequence: 500'])
})

test('no picture is fed twice, and none after the end', () => {
  const camera = new Camera(config({ source: 'publish:' }))
  const run = camera.begin({ passthrough: false })
  const output = new PassThrough()
  output.resume()
  const ages: number[] = []
  const stop = feedNewest(camera, output, ms => ages.push(ms))
  run.picture(sentPicture(undefined, jpeg))
  output.emit('drain')
  stop()
  run.picture(sentPicture(undefined, jpeg))
  expect(ages).toHaveLength(1)
})

/** A box of MP4 with this type and so many bytes in it, all of them its number. */
function box(type: string, number: number, bytes: number): Uint8Array {
  const whole = Buffer.alloc(8 + bytes, number)
  whole.writeUInt32BE(whole.length)
  whole.write(type, 4, 'latin1')
  return Uint8Array.from(whole)
}

test('of a video that is not taken in time, whole groups of pictures are left out', async () => {
  const video = new PublishedVideo('mp4')
  for (const type of ['ftyp', 'moov']) video.push(box(type, 0, 20))
  const unread = new PassThrough({ highWaterMark: 1000 })
  const stop = feedVideo(video, unread)
  const group = (number: number) => {
    video.push(box('moof', number, 100))
    video.push(box('mdat', number, 1 << 20))
  }
  for (let number = 1; number <= 100; number++) group(number)
  expect(unread.writableLength).toBeLessThan(6 << 20)
  const read: Buffer[] = []
  unread.on('data', chunk => read.push(chunk))
  await vi.waitFor(() => expect(unread.writableLength).toBe(0), { timeout: 5000 })
  group(101)
  stop()
  group(102)
  await vi.waitFor(() => expect(unread.readableLength + unread.writableLength).toBe(0), { timeout: 5000 })
  expect(boxesIn(Buffer.concat(read))).toEqual([
    ...['ftyp 0', 'moov 0'],
    ...[1, 2, 3, 4, 101].flatMap(number => [`moof ${number}`, `mdat ${number}`]),
  ])
})

function boxesIn(bytes: Buffer): string[] {
  const found: string[] = []
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at))
    found.push(`${bytes.toString('latin1', at + 4, at + 8)} ${bytes[at + 8]}`)
  return found
}
