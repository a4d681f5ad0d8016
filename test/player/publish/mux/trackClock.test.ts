import { expect, test } from 'vitest'
import { TrackClock } from '../../../../src/player/publish/mux/trackClock.ts'

test('a track’s times become this page’s, by the frame that was least late', () => {
  const clock = new TrackClock()
  clock.note(500_000, 1080)
  expect(clock.at(500_000)).toBe(1080)
  clock.note(500_040, 1090) // 40 ms later, but came 10 ms later: the first was late
  expect(clock.at(500_040)).toBe(1090)
  clock.note(500_080, 1200)
  expect(clock.at(500_080)).toBe(1130)
})

test('times never go back', () => {
  const clock = new TrackClock()
  clock.note(0, 1000)
  expect([clock.at(0), clock.at(0)]).toEqual([1000, 1001])
  clock.note(40, 900)
  expect(clock.at(40)).toBe(1002)
})
