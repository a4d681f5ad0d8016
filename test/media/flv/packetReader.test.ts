import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FlvPacketReader } from '../../../src/media/flv/packetReader.ts'

const flv = Uint8Array.from(readFileSync(new URL('../fixtures/tiny.flv', import.meta.url)))

function read(chunks: Uint8Array[]): string[] {
  const reader = new FlvPacketReader()
  const packets = chunks.flatMap(chunk => Array.from(reader.push(chunk)))
  return packets.map(packet => ('dts' in packet ? `${packet.kind} ${packet.dts}` : packet.kind))
}

test('gives the packets of the stream however it is cut, and leaves out what is none', () => {
  const whole = read([flv])
  expect(whole.slice(0, 5)).toEqual(['videoConfig', 'audioConfig', 'audio 0', 'video 64', 'audio 64'])
  const bytes = Array.from(flv, (_, at) => flv.subarray(at, at + 1))
  expect(read(bytes)).toEqual(whole)
})

test('says which tracks the stream announces once that has come', () => {
  const reader = new FlvPacketReader()
  expect(reader.header).toBeUndefined()
  Array.from(reader.push(flv))
  expect(reader.header).toEqual({ video: true, audio: true })
})

test('passes on that the stream is not FLV', () => {
  expect(() => read([Uint8Array.of(0x4d, ...flv.subarray(1))])).toThrow(expect.objectContaining({ code: 'flv_header' }))
})
