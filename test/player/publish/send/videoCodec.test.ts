import { expect, test } from 'vitest'
import { candidates, h264Level } from '../../../../src/player/publish/send/videoCodec.ts'

test.each([
  [640, 360, 30, '1e'],
  [854, 480, 30, '1f'],
  [1280, 720, 30, '1f'],
  [720, 1280, 30, '1f'],
  [1280, 720, 60, '20'],
  [1920, 1080, 30, '28'],
  [1920, 1080, 60, '2a'],
  [3840, 2160, 30, '33'],
])('%s x %s at %s fits level %s', (width, height, rate, expected) => {
  expect(h264Level({ width, height, rate })).toBe(expected)
})

test('H.264 is asked for first', () => {
  const configs = candidates({ width: 640, height: 360, rate: 30, bitrate: 1 })
  expect(configs.map(({ codec }) => codec)).toEqual([
    'avc1.42e01e',
    'avc1.4d001e',
    'avc1.64001e',
    'vp8',
    'vp09.00.41.08',
  ])
  expect(configs[0]).toMatchObject({ width: 640, height: 360, latencyMode: 'realtime', avc: { format: 'avc' } })
})
