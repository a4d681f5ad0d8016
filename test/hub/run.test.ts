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
  expect([run.frames, run.lastFrameAt > 0, front.pictures.latest?.sequence]).toEqual([15, true, 3])
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
  expect([before, front.window.state().segments.every(segment => segment.init === 1)]).toEqual([3, true])
})

test.each([
  ['video', (run: ReturnType<Camera['begin']>) => run.video(mpjpeg), 'flv_header'],
  ['pictures', (run: ReturnType<Camera['begin']>) => run.jpeg(new Uint8Array(5000)), 'mpjpeg'],
])('%s that is something else is a MediaError', (_, feed, code) => {
  expect(() => feed(camera().begin({ passthrough: false }))).toThrow(
    expect.objectContaining({ name: 'MediaError', code }),
  )
})
