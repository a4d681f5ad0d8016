import { appendFile, mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { feedPictures } from '../../../src/agent/feed/pictureFolder.ts'
import { startChild } from '../../../src/agent/process/child.ts'
import { clip, fixtureFfmpeg } from '../../support/ffmpeg.ts'

// From SOI to EOI, with a word in between; the feeder does not look inside.
const jpeg = (word: string) => Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.from(word), Buffer.from([0xff, 0xd9])])

let folder: string
let stop: AbortController
let written: string[]
let madeAt: number[]
let feeding: Promise<void>

const sink = () =>
  new Writable({
    write: (chunk, _encoding, done) => {
      written.push(/[\r\n]{4}\xff\xd8(.*)\xff\xd9/s.exec(Buffer.from(chunk).toString('latin1'))?.[1] ?? 'not a picture')
      done()
    },
  })
const file = (name: string) => join(folder, name)
const feed = (output: Writable = sink()) => {
  feeding = feedPictures(folder, 50, output, stop.signal, at => madeAt.push(at))
}
const shown = (word: string) => vi.waitFor(() => expect(written.at(-1)).toBe(word), { timeout: 5000, interval: 10 })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunnelcam-pictures-'))
  stop = new AbortController()
  written = []
  madeAt = []
  feeding = Promise.resolve()
})
afterEach(async () => {
  stop.abort()
  await feeding
  await rm(folder, { recursive: true, force: true })
})

describe('what is shown of a folder', () => {
  test('is the newest whole JPEG that is there, again and again', async () => {
    await writeFile(file('a.jpg'), jpeg('old'))
    await utimes(file('a.jpg'), 1000, 1000)
    await writeFile(file('b.JPEG'), jpeg('new'))
    await utimes(file('b.JPEG'), 2000, 2000)
    await writeFile(file('c.jpg'), jpeg('half').subarray(0, 4))
    await writeFile(file('d.txt'), jpeg('text'))
    feed()
    await vi.waitFor(() => expect(written.length).toBeGreaterThan(3), { timeout: 5000 })
    expect(new Set(written)).toEqual(new Set(['new']))
    expect(new Set(madeAt)).toEqual(new Set([2_000_000]))
  })

  test('is nothing while there is nothing, then what is dropped', async () => {
    feed()
    await writeFile(file('a.jpg'), jpeg('first'))
    await shown('first')
    await writeFile(file('b.jpg'), jpeg('second'))
    await shown('second')
  })

  test('is a picture that replaces another, also by an atomic rename', async () => {
    await writeFile(file('now.jpg'), jpeg('one'))
    feed()
    await shown('one')
    await writeFile(file('now.jpg'), jpeg('two'))
    await shown('two')
    await writeFile(file('.now.jpg.part'), jpeg('three'))
    await rename(file('.now.jpg.part'), file('now.jpg'))
    await shown('three')
  })

  test('is the one dropped last, whatever its date says', async () => {
    await writeFile(file('a.jpg'), jpeg('first'))
    feed()
    await shown('first')
    await writeFile(file('b.part'), jpeg('later'))
    await utimes(file('b.part'), 1000, 1000)
    await rename(file('b.part'), file('b.jpg'))
    await shown('later')
  })

  test('is never half a picture, however slowly it is written', async () => {
    await writeFile(file('a.jpg'), jpeg('whole'))
    feed()
    await shown('whole')
    const slow = jpeg('slow')
    for (const byte of slow.subarray(0, -1)) {
      await appendFile(file('b.jpg'), Buffer.from([byte]))
      const before = written.length
      await vi.waitFor(() => expect(written.length).toBeGreaterThan(before + 8), { timeout: 5000 })
    }
    expect(new Set(written)).toEqual(new Set(['whole']))
    await appendFile(file('b.jpg'), slow.subarray(-1))
    await shown('slow')
  })

  test('ends with its folder', async () => {
    feed()
    await writeFile(file('a.jpg'), jpeg('one'))
    await shown('one')
    const failure = expect(feeding).rejects.toMatchObject({ code: 'folder_missing' })
    await rm(folder, { recursive: true })
    await failure
    feeding = Promise.resolve()
  })

  test('is a failure when there is no folder', async () => {
    await expect(feedPictures(file('nowhere'), 50, sink(), stop.signal, () => undefined)).rejects.toMatchObject({
      code: 'folder_missing',
    })
  })
})

test('a reader that is slow is never owed more than one picture', async () => {
  await writeFile(file('a.jpg'), jpeg('x'.repeat(100_000)))
  const unread = new PassThrough({ highWaterMark: 1000 })
  const write = vi.spyOn(unread, 'write')
  feed(unread)
  await vi.waitFor(() => expect(write).toHaveBeenCalledTimes(1), { timeout: 5000 })
  await writeFile(file('b.jpg'), jpeg('newer'))
  await vi.waitFor(() => expect(write).toHaveBeenCalledTimes(1), { timeout: 300 })
  unread.resume()
  await vi.waitFor(() => expect(write.mock.lastCall?.[0].toString('latin1')).toContain('newer'), { timeout: 5000 })
})

test("FFmpeg's mpjpeg reader takes what is fed", async () => {
  const picture = clip(
    ['-f', 'lavfi', '-i', 'testsrc2=size=160x120', '-frames:v', '1', '-c:v', 'mjpeg', '-f', 'mjpeg'],
    'jpg',
  )
  await writeFile(file('a.jpg'), await readFile(picture))
  const args = ['-v', 'error', '-f', 'mpjpeg', '-i', 'pipe:4', '-c:v', 'copy', '-f', 'mpjpeg', 'pipe:3']
  const child = startChild(fixtureFfmpeg(), args, { outputs: 1, inputs: 1 })
  let parts = 0
  child.outputs[0]?.on('data', chunk => {
    parts += String(chunk).split('Content-length').length - 1
  })
  const [input] = child.inputs
  if (!input) throw new Error('it has no input')
  feed(input)
  await vi.waitFor(() => expect(parts).toBeGreaterThan(10), { timeout: 10_000 })
  stop.abort()
  await child.stop()
})
