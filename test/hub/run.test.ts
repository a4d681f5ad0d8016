import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cameraFromSource } from '../../src/config/camera.ts'
import { Camera } from '../../src/hub/camera.ts'

const fixture = (name: string) => Uint8Array.from(readFileSync(new URL(`../media/fixtures/${name}`, import.meta.url)))
const flv = fixture('tiny.flv')
const mpjpeg = fixture('tiny.mpjpeg')

const camera = () => new Camera(cameraFromSource('test:'))

test('a run fills the window and the pictures, and counts whole frames of both', () => {
  const front = camera()
  const run = front.begin({ passthrough: false })
  run.video(flv)
  run.jpeg(mpjpeg)
  expect([run.videoFrames, run.jpegFrames, run.frames, front.pictures.latest?.sequence]).toEqual([12, 3, 15, 3])
  expect(front.window.rates()?.framesPerSecond).toBe(10)
})

test('bytes that come after the end are not taken', () => {
  const front = camera()
  const run = front.begin({ passthrough: false, frameRate: 10 })
  run.video(flv)
  run.end()
  run.end()
  run.jpeg(mpjpeg)
  run.video(flv)
  expect([front.pictures.latest, front.window.running]).toEqual([undefined, false])
})

test('the limits differ by who sets the keyframes, and never move', () => {
  const front = camera()
  front.begin({ passthrough: true, frameRate: 10 }).video(flv)
  expect(front.window.limits).toEqual({ targetDuration: 4, partTarget: 0.42 })
  front.begin({ passthrough: false, frameRate: 25 }).video(flv)
  expect(front.window.limits).toEqual({ targetDuration: 4, partTarget: 0.42 })
})

test('a picture that is repeated is one picture, as old as it is', () => {
  const front = camera()
  const run = front.begin({ passthrough: false, pictureTime: () => 1234 })
  for (let times = 0; times < 5; times++) run.jpeg(mpjpeg.subarray(0, 59 + 647 + 2))
  expect([run.frames, front.pictures.latest?.sequence, front.pictures.latest?.capturedAt]).toEqual([5, 1, 1234])
  run.jpeg(mpjpeg)
  expect(front.pictures.latest?.sequence).toBe(3)
})

test('after a pause, viewers start anew instead of being shown what came before', () => {
  const front = camera()
  const run = front.begin({ passthrough: false })
  run.video(flv)
  run.end()
  const before = front.window.state().segments.length
  const real = Date.now
  Date.now = () => real() + 60_000
  front.begin({ passthrough: false }).video(flv)
  Date.now = real
  const inits = new Set(front.window.state().segments.map(segment => segment.init))
  expect([before, inits]).toEqual([3, new Set([front.window.init?.number])])
})

test.each([
  ['video', (run: ReturnType<Camera['begin']>) => run.video(mpjpeg), 'flv_header'],
  ['pictures', (run: ReturnType<Camera['begin']>) => run.jpeg(new Uint8Array(5000)), 'mpjpeg'],
])('%s that is something else is a MediaError', (_, feed, code) => {
  expect(() => feed(camera().begin({ passthrough: false }))).toThrow(
    expect.objectContaining({ name: 'MediaError', code }),
  )
})

test('a run that ends while its stream changes leaves no window running', () => {
  const front = camera()
  const run = front.begin({ passthrough: false })
  run.video(flv)
  const otherSize = Uint8Array.from(flv.subarray(13, 13 + 11 + 255 + 4 + 11 + 41 + 4))
  const avcC = otherSize.subarray(11 + 255 + 4 + 11 + 5)
  avcC[3] = 0x1f
  run.video(otherSize)
  run.end()
  expect(front.window.running).toBe(false)
})

test('a size that is only announced is of no picture yet', () => {
  const run = camera().begin({ passthrough: true })
  const announced = 13 + 11 + 255 + 4 + 11 + 41 + 4
  run.video(flv.subarray(0, announced))
  expect(run.sizes.video).toBeUndefined()
  run.video(flv.subarray(announced))
  expect(run.sizes.video).toMatchObject({ width: expect.any(Number), height: expect.any(Number) })
})

test('sound that is announced but does not come is not waited for', () => {
  const front = camera()
  const run = front.begin({ passthrough: false, frameRate: 10 })
  const silent = withoutSound(flv)
  for (let round = 0; round < 6; round++) run.video(round === 0 ? silent : silent.subarray(13))
  expect(front.window.init?.tracks.map(track => track.kind)).toEqual(['video'])
})

test.each([
  ['sound without pictures', 10, 4000],
  ['large pieces', 16 << 20, 5],
])('what nothing describes is not held for long: %s', (_, size, count) => {
  const run = camera().begin({ passthrough: false })
  const all = () => {
    for (let dts = 0; dts < count; dts++)
      run.packet({ kind: 'audio', dts, cts: 0, keyframe: true, data: [], size }, 1000 + dts)
  }
  expect(all).toThrow('no pictures with what describes them')
})

/** The same FLV, its header still announcing sound, without its audio tags. */
function withoutSound(whole: Uint8Array): Uint8Array {
  const kept: number[] = [...whole.subarray(0, 13)]
  for (let at = 13; at < whole.length; ) {
    const size = ((whole[at + 1] ?? 0) << 16) | ((whole[at + 2] ?? 0) << 8) | (whole[at + 3] ?? 0)
    if (whole[at] !== 8) kept.push(...whole.subarray(at, at + 11 + size + 4))
    at += 11 + size + 4
  }
  return Uint8Array.from(kept)
}
