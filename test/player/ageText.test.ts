import { expect, test } from 'vitest'
import { ageText, leftText, roundAgeText } from '../../src/player/ageText.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

test.each([
  [-40, '0.0 s'],
  [0, '0.0 s'],
  [449, '0.4 s'],
  [3100, '3.1 s'],
  [9949, '9.9 s'],
  [9950, '10 s'],
  [59.4 * SECOND, '59 s'],
  [59.5 * SECOND, '1 min'],
  [90 * SECOND, '2 min'],
  [59.4 * MINUTE, '59 min'],
  [HOUR, '1 h'],
  [2 * HOUR + 5 * MINUTE, '2 h 5 min'],
  [24 * HOUR, '1 day'],
  [100 * HOUR, '4 days'],
])('%d ms reads "%s"', (ms, text) => expect(ageText(ms)).toBe(text))

test.each([
  [200, '1 s'],
  [3400, '3 s'],
  [12_000, '12 s'],
  [3 * MINUTE, '3 min'],
])('%d ms in whole units reads "%s"', (ms, text) => expect(roundAgeText(ms)).toBe(text))

test.each([
  [-5, '1 min'],
  [20 * SECOND, '1 min'],
  [5.2 * MINUTE, '5 min'],
  [60 * MINUTE, '60 min'],
  [89 * MINUTE, '89 min'],
  [90 * MINUTE, '2 h'],
  [24 * HOUR - MINUTE, '24 h'],
  [36 * HOUR, '2 days'],
  [7 * 24 * HOUR - HOUR, '7 days'],
])('%d ms still to come read "%s"', (ms, text) => expect(leftText(ms)).toBe(text))
