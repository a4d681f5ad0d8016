import { expect, test } from 'vitest'
import { candidates } from '../../../../src/player/publish/send/videoCodec.ts'

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

test('the name of H.264 says a level that has room for the pictures', () => {
  const names = [
    { width: 720, height: 1280 },
    { width: 1920, height: 1080 },
  ].map(size => candidates({ ...size, rate: 30, bitrate: 1 })[0]?.codec)
  expect(names).toEqual(['avc1.42e01f', 'avc1.42e028'])
})
