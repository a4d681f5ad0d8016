import { expect, test } from 'vitest'
import { Stamps, type Use } from '../../../src/hub/sub/stamps.ts'

const USES: readonly Use[] = ['key', 'drop', 'keep']
const meaning = (ms: number): Use => (ms % 2 === 1 ? 'drop' : ms % 4 === 0 ? 'key' : 'keep')

test.each([
  ['30 a second', 3000],
  ['240 a second', 375],
  ['1 a second', 90_000],
])('stamps of %s say what to do with each frame, are near its time, and no two alike', (_, distance) => {
  const stamps = new Stamps(900_000)
  let last = -1
  for (let frame = 0; frame < 3000; frame++) {
    const at = 900_000 + frame * distance
    const use = USES[frame % 3] ?? 'keep'
    const { decodeMs, showMs } = stamps.stamp(at, at, use)
    const off = showMs - (frame * distance) / 90
    expect([meaning(showMs), showMs > last, showMs >= decodeMs, off >= 0 && off < 7]).toEqual([use, true, true, true])
    last = showMs
  }
})

test('frames that came in one heap still have stamps of their own', () => {
  const stamps = new Stamps(0)
  const shown = Array.from({ length: 20 }, (_, frame) => stamps.stamp(frame, frame, 'keep').showMs)
  expect(new Set(shown).size).toBe(20)
})

test('reordered frames are stamped by when they are shown', () => {
  const stamps = new Stamps(0)
  const order = [2, 4, 3, 6, 5]
  const shown = order.map((frame, index) => stamps.stamp(index * 3000, frame * 3000, 'keep'))
  expect(shown.map(({ showMs }) => showMs).map((ms, _, all) => all.filter(one => one < ms).length)).toEqual([
    0, 2, 1, 4, 3,
  ])
  expect(shown.every(({ decodeMs, showMs }) => decodeMs <= showMs)).toBe(true)
})
