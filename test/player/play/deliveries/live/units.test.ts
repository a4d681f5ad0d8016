import { expect, test } from 'vitest'
import { envelope } from '../../../../../src/media/wire.ts'
import { readUnit } from '../../../../../src/player/play/deliveries/live/units.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)

test('a configuration is read, with and without sound', () => {
  const header = { type: 'config', codec: 'avc1.42c01e', width: 64, height: 48, bytes: 2 }
  const video = { quality: 'full', codec: 'avc1.42c01e', width: 64, height: 48, avcC: bytes(1, 2) }
  expect(readUnit(envelope(header, bytes(1, 2)).buffer)).toEqual({ kind: 'config', config: video })
  const audio = { codec: 'mp4a.40.2', sampleRate: 48_000, channels: 1 }
  expect(readUnit(envelope({ ...header, audio: { ...audio, bytes: 1 } }, bytes(1, 2), bytes(3)).buffer)).toEqual({
    kind: 'config',
    config: { ...video, audio: { ...audio, audioSpecificConfig: bytes(3) } },
  })
})

test.each([
  ['a picture', { type: 'video', key: true, dts: 5, pts: 7, capturedAt: 9 }, { kind: 'video', key: true, pts: 7 }],
  ['one that is no keyframe', { type: 'video', dts: 5, pts: 5, capturedAt: 9 }, { kind: 'video', key: false, pts: 5 }],
  ['sound', { type: 'audio', dts: 5, capturedAt: 9 }, { kind: 'audio' }],
])('%s is read', (_, header, expected) =>
  expect(readUnit(envelope(header, bytes(8)).buffer)).toEqual({ dts: 5, capturedAt: 9, data: bytes(8), ...expected }),
)

test.each([
  ['what is no envelope', bytes(1)],
  ['another kind', envelope({ type: 'smell', dts: 1, capturedAt: 1 }, bytes(1))],
  ['a picture without a time', envelope({ type: 'video', key: true, capturedAt: 1 }, bytes(1))],
  ['a header that is no object', envelope(Object('x'), bytes(1))],
])('%s means nothing', (_, message) => expect(readUnit(message.slice().buffer)).toBeUndefined())
