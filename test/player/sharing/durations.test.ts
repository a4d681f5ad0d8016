import { expect, test } from 'vitest'
import { DURATIONS, secondsOf } from '../../../src/player/sharing/durations.ts'

test('what is offered, the shortest first', () => {
  expect(DURATIONS.map(({ name, seconds }) => [name, seconds])).toEqual([
    ['1 hour', 3600],
    ['24 hours', 86_400],
    ['7 days', 604_800],
    ['30 days', 2_592_000],
    ['Until revoked', null],
  ])
})

test('each is found by its name, and nothing else is', () => {
  for (const { name, seconds } of DURATIONS) expect(secondsOf(name)).toBe(seconds)
  expect(() => secondsOf('for ever')).toThrow('There is no duration "for ever".')
})
