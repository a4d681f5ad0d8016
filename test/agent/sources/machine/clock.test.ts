import { expect, test } from 'vitest'
import { clockBoxes } from '../../../../src/agent/sources/machine/clock.ts'

const boxesAt = (utcOffsetSeconds: number) => clockBoxes({ width: 1280, height: 720, utcOffsetSeconds })

/** What the lit segments of each digit read at a time, by evaluating FFmpeg's expressions. */
function readAt(t: number, boxes: readonly string[]): string {
  const lit = boxes.filter(box => box.includes(':enable=')).map(box => isLit(/enable='(.*)'$/.exec(box)?.[1] ?? '', t))
  return Array.from({ length: lit.length / 7 }, (_, index) =>
    digits.indexOf(lit.slice(index * 7, index * 7 + 7).join('')),
  ).join('')
}

function isLit(expression: string, t: number): string {
  const evaluate = new Function('t', 'floor', 'mod', 'pow', `return ${expression}`)
  return String(evaluate(t, Math.floor, (one: number, other: number) => one % other, Math.pow))
}

// Top, right above, right below, bottom, left below, left above, middle.
const digits = [
  '1111110',
  '0110000',
  '1101101',
  '1111001',
  '0110011',
  '1011011',
  '1011111',
  '1110000',
  '1111111',
  '1111011',
]

test.each([
  ['1970-01-01T00:00:00.000Z', '0100000'],
  ['2026-11-20T10:39:58.700Z', '1139587'],
  ['2026-11-20T22:59:59.999Z', '2359599'],
  ['2026-11-20T23:00:00.000Z', '0000000'],
  ['2026-11-20T03:04:06.200Z', '0404062'],
])('at %s it reads %s an hour east of Greenwich', (time, expected) =>
  expect(readAt(Date.parse(time) / 1000, boxesAt(3600))).toBe(expected),
)

test('an hour and a half west of Greenwich it is earlier', () =>
  expect(readAt(Date.parse('2026-11-20T01:00:00.500Z') / 1000, boxesAt(-5400))).toBe('2330005'))

test.each([
  [1280, 720],
  [640, 480],
  [320, 240],
  [64, 48],
])('all of it is inside a picture of %ix%i', (width, height) => {
  for (const box of clockBoxes({ width, height, utcOffsetSeconds: 0 })) {
    const [x = -1, y = -1, wide = 0, high = 0] = (/^drawbox=(\d+):(\d+):(\d+):(\d+):/.exec(box) ?? [])
      .slice(1)
      .map(Number)
    expect(x).toBeGreaterThanOrEqual(0)
    expect(y).toBeGreaterThanOrEqual(0)
    expect(x + wide).toBeLessThanOrEqual(width)
    expect(y + high).toBeLessThanOrEqual(height)
  }
})
