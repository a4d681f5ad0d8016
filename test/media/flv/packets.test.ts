import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeAudioSpecificConfig } from '../../../src/media/aac.ts'
import { type MediaPacket, type Packet, readPacket } from '../../../src/media/flv/packets.ts'
import { type FlvTag, FlvTagReader } from '../../../src/media/flv/tagReader.ts'
import { describeAvcC } from '../../../src/media/h264/avcC.ts'

const flv = Uint8Array.from(readFileSync(new URL('../fixtures/tiny.flv', import.meta.url)))
const packets = Array.from(new FlvTagReader().push(flv)).map(readPacket)
const only = <Kind extends Packet['kind']>(kind: Kind) =>
  packets.filter((packet): packet is Extract<Packet, { kind: Kind }> => packet?.kind === kind)

test('video packets carry their times and say which are keyframes', () => {
  const video = packets.filter((packet): packet is MediaPacket => packet?.kind === 'video')
  expect(video.map(packet => [packet.dts, packet.cts, packet.keyframe])).toEqual(
    Array.from({ length: 12 }, (_, index) => [64 + index * 100, 0, index % 5 === 0]),
  )
})

test('the configurations describe the tracks', () => {
  const [video] = only('videoConfig')
  const [audio] = only('audioConfig')
  expect(video && describeAvcC(video.avcC)).toEqual({ codec: 'avc1.42c00a', width: 64, height: 48 })
  expect(audio && describeAudioSpecificConfig(audio.audioSpecificConfig)).toEqual({
    codec: 'mp4a.40.2',
    sampleRate: 16000,
    channels: 1,
  })
})

const tag = (type: FlvTag['type'], ...bytes: number[]): FlvTag => ({
  type,
  timestamp: 0,
  payload: [Uint8Array.from(bytes)],
  size: bytes.length,
})

test.each([
  ['VP6 video', tag('video', 0x14, 1, 0, 0, 0, 1), 'FLV video codec 4 is not H.264 (7).'],
  ['MP3 audio', tag('audio', 0x2f, 1, 9), 'FLV audio format 2 is not AAC (10).'],
])('%s is refused in words', (_, bad, message) => expect(() => readPacket(bad)).toThrow(message))

test.each([
  ['too short for its header', tag('video', 0x17)],
  ['an end-of-sequence marker', tag('video', 0x17, 2, 0, 0, 0)],
  ['a configuration that is not there yet', tag('video', 0x17, 0, 0, 0, 0)],
  ['empty', tag('audio', 0xaf, 1)],
  ['an AAC configuration that is to come', tag('audio', 0xaf, 0)],
  ['metadata without a rate', tag('script', 2, 0, 1, 65)],
])('a tag that is %s means nothing', (_, empty) => expect(readPacket(empty)).toBeUndefined())

test('composition offsets may be negative', () => {
  expect(readPacket(tag('video', 0x27, 1, 0xff, 0xff, 0xfe, 1))).toMatchObject({ cts: -2, keyframe: false })
})
