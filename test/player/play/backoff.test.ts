import { expect, test } from 'vitest'
import { backoffMs } from '../../../src/player/play/backoff.ts'

test.each([
  [0, 0],
  [1, 250],
  [2, 500],
  [3, 1000],
  [6, 8000],
  [60, 8000],
])('after %d failures it waits %d ms', (failures, ms) => expect(backoffMs(failures, () => 0)).toBe(ms))

test('chance takes up to a quarter off', () => expect(backoffMs(6, () => 1)).toBe(6000))
