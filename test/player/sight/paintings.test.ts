import { expect, test } from 'vitest'
import { type Moment, Paintings } from '../../../src/player/sight/paintings.ts'

/** Paintings on clocks that the test sets: the server's is five seconds ahead of ours. */
function painting() {
  const now = { wall: 1_000_000, steady: 1000 }
  const paintings = new Paintings((): Moment => ({ ...now }))
  const pass = (ms: number) => {
    now.wall += ms
    now.steady += ms
  }
  const paint = (capturedAgo: number, more = {}) =>
    paintings.paint({ capturedAt: now.wall + 5000 - capturedAgo, moving: true, ...more }, 5000)
  return { now, paintings, pass, paint }
}

test('a picture stands for as long as no other comes', () => {
  const { paintings, pass, paint } = painting()
  expect(paintings.painted).toBeUndefined()
  paint(80)
  pass(700)
  expect(paintings.painted).toMatchObject({ stillMs: 700, behindMs: 80, moving: true })
  paint(90)
  expect(paintings.painted).toMatchObject({ stillMs: 0 })
})

test('what the server held from before is no new picture', () => {
  const { paintings, pass, paint } = painting()
  expect(paint(80)).toEqual({ delayMs: 80 })
  pass(4000)
  expect(paint(5000)).toBeUndefined()
  expect(paint(4080)).toBeUndefined()
  expect(paintings.painted?.stillMs).toBe(4000)
  expect(paint(4040)).toEqual({ delayMs: 4040 })
})

test('when another delivery takes over, its first picture moves if it is newer, and counts for nothing if it is not', () => {
  const { paintings, pass, paint } = painting()
  paint(80, { moving: false })
  expect(paintings.painted?.moving).toBe(false)
  paint(70)
  pass(500)
  expect(paint(900, { moving: false })).toBeUndefined()
  paint(60, { moving: false })
  expect(paintings.painted).toMatchObject({ moving: true, stillMs: 0 })
})

test('after the camera’s clock was set back by an hour they are new again', () => {
  const { paint } = painting()
  paint(80)
  expect(paint(3_600_000)).toBeDefined()
})

test.each([
  ['the machine slept, and its steady clock with it', { wall: 60_000 }, 60_000],
  ['somebody set the time of day back', { wall: -3_600_000 }, 500],
])('%s: a picture from before has stood for all of that time', (_, { wall }, stillMs) => {
  const { now, paintings, pass, paint } = painting()
  paint(80)
  now.wall += wall
  now.steady += 500
  expect(paintings.painted?.stillMs).toBe(stillMs)
  pass(0)
})

test('how far behind is the median of the last two seconds', () => {
  const { paintings, pass, paint } = painting()
  for (const ago of [900, 900, 900, 900, 900, 900]) paint(ago)
  pass(3000)
  for (const ago of [100, 110, 700, 90, 105]) {
    pass(33)
    paint(ago)
  }
  expect(paintings.painted?.behindMs).toBe(105)
})

test('the pauses between pictures tell how slow the camera is; one long one alone does not', () => {
  const { paintings, pass, paint } = painting()
  const paintAfter = (ms: number) => {
    pass(ms)
    paint(80)
  }
  paint(80)
  paintAfter(5000)
  expect(paintings.painted?.frameMs).toBe(5000)
  for (const ms of [40, 40, 2000, 40]) paintAfter(ms)
  expect(paintings.painted?.frameMs).toBe(40)
})

test('what was left out for us, where pictures have numbers, is no pause of the camera', () => {
  const { paintings, pass, paint } = painting()
  paint(80, { sequence: 7 })
  pass(9000)
  paint(80, { sequence: 30 })
  expect(paintings.painted?.frameMs).toBeUndefined()
  pass(5000)
  paint(80, { sequence: 31 })
  expect(paintings.painted?.frameMs).toBe(5000)
})
