import { expect, test } from 'vitest'
import { levelFor } from '../../../src/media/h264/level.ts'

test.each([
  [320, 240, 10, 30],
  [640, 360, 15, 30],
  [640, 640, 25, 30],
  [640, 640, 30, 31],
  [854, 480, 30, 31],
  [1280, 720, 30, 31],
  [720, 1280, 30, 31],
  [1280, 720, 60, 32],
  [1920, 1080, 30, 40],
  [1920, 1080, 60, 42],
  [3840, 2160, 30, 51],
  [4096, 4096, 60, 52],
])('%ix%i at %i a second needs level %i', (width, height, rate, level) => {
  expect(levelFor({ width, height }, rate)).toBe(level)
})
