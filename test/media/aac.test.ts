import { expect, test } from 'vitest'
import { describeAudioSpecificConfig } from '../../src/media/aac.ts'

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))

test.each([
  ['LC, 48 kHz, stereo', '1190', { codec: 'mp4a.40.2', sampleRate: 48_000, channels: 2 }],
  ['LC, 16 kHz, mono, as IP cameras send', '1408', { codec: 'mp4a.40.2', sampleRate: 16_000, channels: 1 }],
  ['LC, 48 kHz, 5.1', '11b0', { codec: 'mp4a.40.2', sampleRate: 48_000, channels: 6 }],
  ['LC, 48 kHz, 7.1', '11b8', { codec: 'mp4a.40.2', sampleRate: 48_000, channels: 8 }],
  [
    'HE-AAC, of 24 to 48 kHz: its frames count in 24',
    '2b118800',
    { codec: 'mp4a.40.5', sampleRate: 24_000, channels: 2 },
  ],
  ['HE-AAC v2', 'eb098800', { codec: 'mp4a.40.29', sampleRate: 24_000, channels: 1 }],
])('%s', (_, config, expected) => expect(describeAudioSpecificConfig(bytes(config))).toEqual(expected))

test.each([
  ['Main', '0990'],
  ['LTP', '2190'],
  ['LD, of some door stations', 'b98c00'],
  ['ELD', 'f8e65000'],
  ['frames of 960 samples, as DAB+ has', '1194'],
  ['channels that only the stream describes', '1180'],
  ['a rate of its own', '17800bb810'],
  ['one byte', '11'],
])('%s is not what every browser plays', (_, config) => {
  expect(() => describeAudioSpecificConfig(bytes(config))).toThrow(expect.objectContaining({ code: 'aac' }))
})
