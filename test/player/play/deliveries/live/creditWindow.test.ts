import { expect, test } from 'vitest'
import { CreditWindow } from '../../../../../src/player/play/deliveries/live/creditWindow.ts'

/** The credits that are given back for so many pictures, one each 33 ms. */
const given = (window: CreditWindow, pictures: number, lateMs: number, from = 0) =>
  Array.from({ length: pictures }, (_, index) => window.taken(from + index * 33, lateMs)).reduce(
    (sum, one) => sum + one,
    0,
  )

test('as long as nothing is late, each picture gives its credit back', () => {
  expect(given(new CreditWindow(), 1000, 20)).toBe(1000)
})

test('what piles up in the network makes the window smaller, down to three, and no further', () => {
  const window = new CreditWindow()
  const withheld = 300 - given(window, 300, 900)
  expect(withheld).toBe(window.opening + withheld - 3)
  expect(window.opening).toBe(3)
})

test('pictures that are left out although nothing is late make it larger, a little each second', () => {
  const window = new CreditWindow()
  expect([0, 500, 1000, 1500, 2000].map(at => window.skipped(at, 30))).toEqual([4, 0, 4, 0, 4])
  for (let at = 3000; at < 30_000; at += 1000) window.skipped(at, 30)
  expect(window.opening).toBe(40)
})

test('pictures that are left out while the network is full make it smaller', () => {
  const window = new CreditWindow()
  expect(window.skipped(0, 400)).toBe(0)
  expect(window.opening).toBe(8)
})
