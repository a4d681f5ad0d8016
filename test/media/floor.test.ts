import { expect, test } from 'vitest'
import { Floor } from '../../src/media/floor.ts'

test('the least value of the last half to whole minute stands', () => {
  const floor = new Floor(30_000)
  expect(floor.least).toBeUndefined()
  const least = [
    [0, 50],
    [1000, 90],
    [29_000, 80],
    [31_000, 70],
    [59_000, 60],
    [62_000, 90],
    [93_000, 95],
  ].map(([at = 0, value = 0]) => {
    floor.take(value, at)
    return floor.least
  })
  expect(least).toEqual([50, 50, 50, 50, 50, 60, 90])
})
