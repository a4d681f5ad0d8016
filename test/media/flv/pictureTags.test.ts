import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Packet, readPacket } from '../../../src/media/flv/packets.ts'
import { flvHead, flvPictures } from '../../../src/media/flv/pictureTags.ts'
import { FlvTagReader } from '../../../src/media/flv/tagReader.ts'

const flv = Uint8Array.from(readFileSync(new URL('../fixtures/tiny.flv', import.meta.url)))

function read(bytes: Uint8Array): { header: FlvTagReader['header']; packets: (Packet | undefined)[] } {
  const reader = new FlvTagReader()
  return { packets: Array.from(reader.push(bytes), readPacket), header: reader.header }
}

test('what is written is read again', () => {
  const given = read(flv).packets.filter(packet => packet?.kind === 'videoConfig' || packet?.kind === 'video')
  const written = given.map(packet => {
    if (packet?.kind === 'videoConfig') return flvHead(packet.avcC)
    if (packet?.kind !== 'video') throw new Error('not a picture')
    return flvPictures([{ ...packet, decodeMs: packet.dts, offsetMs: packet.cts }])
  })
  const again = read(Uint8Array.from(written.flatMap(bytes => [...bytes])))
  expect(again.header).toEqual({ video: true, audio: false })
  expect(again.packets).toEqual(given)
})

test.each([
  [0, 0],
  [0xffffff, 3],
  [0x1000000, 0],
  [0x7fffffff, 70],
])('a picture of %i ms, shown %i ms later, keeps its times', (decodeMs, offsetMs) => {
  const picture = { decodeMs, offsetMs, keyframe: true, data: [Uint8Array.of(1), Uint8Array.of(2, 3)], size: 3 }
  const [, packet] = read(Uint8Array.of(...flvHead(Uint8Array.of(1, 2)), ...flvPictures([picture]))).packets
  expect(packet).toMatchObject({ kind: 'video', dts: decodeMs, cts: offsetMs, keyframe: true, size: 3 })
})
