import { expect, test } from 'vitest'
import type { MediaPacket } from '../../../../src/media/flv/packets.ts'
import { until } from '../../../support/until.ts'
import { TINY_FLV, TINY_MPJPEG } from '../../serving.ts'
import { listening } from '../serving.ts'
import { another, manyViewer } from './serving.ts'

const MEGABYTE = 1 << 20
const picture = (dts: number): MediaPacket => {
  return { kind: 'video', dts, cts: 0, keyframe: false, data: [new Uint8Array(MEGABYTE)], size: MEGABYTE }
}

/** A viewer of two cameras who stopped reading, with credits for 64 pictures of a megabyte of the busy one. */
async function stalled() {
  const { port, hub, camera, run } = await listening()
  run.video(TINY_FLV)
  const quiet = another(hub, 'quiet')
  const viewer = await manyViewer(port)
  viewer.say({ type: 'watch', camera: 'front', as: 'h264', credit: 64 })
  viewer.say({ type: 'watch', camera: 'quiet', credit: 8 })
  await viewer.settled()
  viewer.socket.pause()
  for (let count = 0; count < 60; count++) camera.live.push(picture(2000 + count), Date.now())
  return { viewer, camera, quiet }
}

test('what waits for a viewer who reads nothing is bounded, whatever credits he gave', async () => {
  const { camera } = await stalled()
  const before = camera.counts.bytes.live
  for (let count = 0; count < 20; count++) {
    camera.live.push(picture(3000 + count), Date.now())
    await new Promise(resolve => setImmediate(resolve))
  }
  // What the kernel takes on both sides, and one message.
  expect(before).toBeLessThan(20 * MEGABYTE)
  expect(camera.counts.bytes.live - before).toBeLessThan(10 * MEGABYTE)
})

test('a busy camera does not starve another: its picture comes before what waits of the busy one', async () => {
  const { viewer, quiet } = await stalled()
  quiet.run.jpeg(TINY_MPJPEG)
  const [here, bytes] = [viewer.words.length, viewer.binaries.length]
  viewer.socket.resume()
  await until('the quiet one is seen', () => viewer.words.slice(here).some(word => word.startsWith('quiet jpeg')))
  const behind = viewer.words.slice(here).findIndex(word => word.startsWith('quiet jpeg'))
  expect(behind).toBeLessThan(20)
  await until('all came in the end', () => viewer.binaries.length - bytes > 55)
  const busy = viewer.binaries.filter(({ header }) => header.camera === 'front' && header.type === 'video')
  const times = busy.map(({ header }) => Number(header.dts))
  expect(times).toEqual([...times].sort((one, other) => one - other)) // none twice, none before its time
  expect(new Set(times).size).toBe(times.length)
})
