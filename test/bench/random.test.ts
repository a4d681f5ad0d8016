import { expect, test } from 'vitest'
import { randomFrom } from '../../bench/random.ts'

const ten = (seed: number) => {
  const random = randomFrom(seed)
  return Array.from({ length: 10 }, () => random.between(0, 100))
}

test('the same seed gives the same numbers, another gives others', () => {
  expect(ten(7)).toEqual(ten(7))
  expect(ten(7)).not.toEqual(ten(8))
})

test('numbers lie between their bounds, and all over', () => {
  const random = randomFrom(1)
  const many = Array.from({ length: 1000 }, () => random.next())
  expect(Math.min(...many)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...many)).toBeLessThan(1)
  expect(many.filter(value => value < 0.5).length).toBeGreaterThan(400)
  expect(() => random.pick([])).toThrow('nothing to pick from')
})
