import { expect, test } from 'vitest'
import type { MediaPacket } from '../../../src/media/flv/packets.ts'
import { until } from '../../support/until.ts'
import { TINY_FLV } from '../serving.ts'
import { listening, liveViewer } from './serving.ts'

type Viewer = Awaited<ReturnType<typeof liveViewer>>

/** What came, as words: 'key 0', 'picture 100', 'config'; sound is left out. */
const seen = ({ pictures }: Viewer) =>
  pictures.flatMap(({ header }) => {
    const { type, key, dts } = Object(header)
    return type === 'audio' ? [] : [type === 'video' ? `${key ? 'key' : 'picture'} ${dts}` : type]
  })
const skipped = ({ pongs }: Viewer) => pongs.filter(message => 'pictures' in message)
const picture = (dts: number): MediaPacket => {
  return { kind: 'video', dts, cts: 0, keyframe: dts % 1000 === 0, data: [Uint8Array.of(1)], size: 1 }
}

test('a viewer of H.264 begins with the newest group of pictures, at once and without a credit', async () => {
  const { port, camera, run } = await listening()
  run.video(TINY_FLV)
  const viewer = await liveViewer(port, '?video=h264')
  await until('the group came', () => seen(viewer).length === 3)
  expect(viewer.pictures[0]?.header).toEqual({
    ...{
      type: 'config',
      camera: 'front',
      quality: 'full',
      codec: expect.stringMatching(/^avc1\.42/),
      width: 64,
      height: 48,
    },
    bytes: expect.any(Number),
    audio: { codec: 'mp4a.40.2', sampleRate: 16_000, channels: expect.any(Number), bytes: expect.any(Number) },
  })
  const [first] = viewer.pictures
  const { bytes = 0, audio } = Object(first?.header)
  expect(first?.jpeg.length).toBe(bytes + audio.bytes)
  expect(seen(viewer)).toEqual(['config', expect.stringMatching(/^key/), expect.stringMatching(/^picture/)])
  expect(viewer.pictures.some(({ header }) => header.type === 'audio')).toBe(true)
  expect(camera.demand.wanted().has('video')).toBe(true)
  expect(camera.counts.bytes.live).toBeGreaterThan(100)
})

test('each picture costs a credit; who has none goes on with the next keyframe, and is told', async () => {
  const { port, camera, run } = await listening()
  run.video(TINY_FLV)
  const viewer = await liveViewer(port, '?video=h264')
  await until('the group came', () => seen(viewer).length === 3)
  const from = seen(viewer).length
  viewer.say({ type: 'credit', count: 4 }) // two for the group that came on credit
  await viewer.settled()
  for (const dts of [2000, 2100, 2200, 2300]) camera.live.push(picture(dts), Date.now())
  await viewer.settled()
  expect(seen(viewer).slice(from)).toEqual(['key 2000', 'picture 2100'])
  camera.live.push(picture(3000), Date.now()) // its group takes the place of the one before
  viewer.say({ type: 'credit', count: 5 })
  await viewer.settled()
  expect(seen(viewer).slice(from)).toEqual(['key 2000', 'picture 2100', 'key 3000'])
  expect(skipped(viewer)).toEqual([{ type: 'skipped', camera: 'front', pictures: 2 }])
  camera.live.push(picture(3100), Date.now())
  await viewer.settled()
  expect(seen(viewer).at(-1)).toBe('picture 3100')
})

test('a viewer without credits costs nothing, and the others see all', async () => {
  const { port, camera, run } = await listening()
  run.video(TINY_FLV)
  const [stalled, good] = await Promise.all([liveViewer(port, '?video=h264'), liveViewer(port, '?video=h264')])
  await until('both have the group', () => [stalled, good].every(viewer => seen(viewer).length === 3))
  good.say({ type: 'credit', count: 2 })
  for (let dts = 2000; dts < 12_000; dts += 100) {
    good.say({ type: 'credit', count: 1 })
    await good.settled()
    camera.live.push(picture(dts), Date.now())
  }
  await good.settled()
  await stalled.settled()
  expect([seen(good).length, seen(stalled).length, skipped(good)]).toEqual([103, 3, []])
})

test('what is left out for a viewer without credits is counted once', async () => {
  const { port, camera, run } = await listening()
  run.video(TINY_FLV)
  const viewer = await liveViewer(port, '?video=h264')
  await until('the group came', () => seen(viewer).length === 3)
  for (const dts of [2000, 2100, 2200, 3000, 3100, 4000]) camera.live.push(picture(dts), Date.now())
  await viewer.settled()
  expect(skipped(viewer).map(message => Object(message).pictures)).toEqual([3, 2])
})

test('a new run is told before its pictures, and begins with a group of its own', async () => {
  const { port, camera, run } = await listening()
  run.video(TINY_FLV)
  const viewer = await liveViewer(port, '?video=h264')
  await until('the group came', () => seen(viewer).length === 3)
  run.end()
  camera.begin({ passthrough: false }).video(TINY_FLV)
  await until('the next run came', () => seen(viewer).lastIndexOf('config') === 3)
  await viewer.settled()
  expect(seen(viewer).slice(3, 5)).toEqual(['config', expect.stringMatching(/^key/)])
})

test.each([
  ['0 credits', '{"type":"credit","count":0}', 'credit.count: expected 1 to 64, got 0.'],
  ['too many', '{"type":"credit","count":65}', 'credit.count: expected 1 to 64, got 65.'],
])('%s close the socket with the reason', async (_, message, reason) => {
  const { port } = await listening()
  const viewer = await liveViewer(port, '?video=h264')
  viewer.socket.send(message)
  await until('it is closed', () => viewer.closed !== undefined)
  expect(viewer.closed).toEqual({ code: 1008, reason })
})

test('video that is not known is refused in words', async () => {
  const { port } = await listening()
  await expect(liveViewer(port, '?video=av1')).rejects.toThrow('400')
})
