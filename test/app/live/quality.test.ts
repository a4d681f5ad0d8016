import { describe, expect, test } from 'vitest'
import type { Camera } from '../../../src/hub/camera.ts'
import type { MediaPacket } from '../../../src/media/flv/packets.ts'
import { makeAll } from '../../hub/sub/given.ts'
import { until } from '../../support/until.ts'
import { TINY_FLV } from '../serving.ts'
import { listening, liveViewer } from './serving.ts'

type Viewer = Awaited<ReturnType<typeof liveViewer>>

/** What came, as words: 'config full', 'key 0', 'picture 100'; sound is left out. */
const seen = ({ pictures }: Viewer) =>
  pictures.flatMap(({ header }) => {
    const { type, key, dts, quality } = Object(header)
    if (type === 'audio') return []
    return type === 'config' ? `config ${quality}` : `${key ? 'key' : 'picture'} ${dts}`
  })
const picture = (dts: number, bytes = 1): MediaPacket => {
  const data = [new Uint8Array(bytes)]
  return { kind: 'video', dts, cts: 0, keyframe: dts % 1000 === 0, data, size: bytes }
}

/** A camera of 64x48 at 10 fps with a small picture at 5 fps, and a viewer who has its newest group and credits. */
async function watching(query = '?video=h264') {
  const served = await listening({}, { sub: { size: '32x32', rate: 5, bitrate: 50 } })
  served.run.video(TINY_FLV)
  const viewer = await liveViewer(served.port, query)
  await until('the group came', () => seen(viewer).length === 3)
  viewer.say({ type: 'credit', count: 40 })
  await viewer.settled()
  return { ...served, viewer }
}

function smallOf({ sub }: Camera) {
  if (!sub) throw new Error('the camera has no small picture')
  return sub.live
}

/** Begins to make the small picture; the returned function makes what has come since, `end` ends it. */
function making(camera: Camera) {
  const run = smallOf(camera).begin()
  if (!run) throw new Error('nothing could be begun')
  return Object.assign(makeAll(run), { end: () => run.end() })
}

describe('who asks for the small picture', () => {
  test('sees the full one until it is made, goes on with its newest group, and goes back the same way', async () => {
    const { camera, viewer } = await watching()
    viewer.say({ type: 'quality', quality: 'saver' })
    await viewer.settled()
    expect(smallOf(camera).wanted).toBe(true)
    camera.live.push(picture(2000), Date.now())
    const goOn = making(camera)
    await viewer.settled()
    for (const dts of [2100, 2200, 2300]) {
      camera.live.push(picture(dts), Date.now())
      goOn()
    }
    await viewer.settled()
    expect(seen(viewer).slice(3)).toEqual(['key 2000', 'config saver', 'key 2000', 'picture 2200'])
    viewer.say({ type: 'quality', quality: 'full' })
    await viewer.settled()
    expect(seen(viewer).slice(7)).toEqual(['config full', 'key 2000', 'picture 2100', 'picture 2200', 'picture 2300'])
    expect(smallOf(camera).demand.holders).toBe(0)
  })

  test('may do so at first, and has the full one again when it can’t be made any more', async () => {
    const { camera, viewer } = await watching('?video=h264&quality=saver')
    const goOn = making(camera)
    await viewer.settled()
    expect(seen(viewer).slice(3)).toEqual(['config saver', expect.stringMatching(/^key/)])
    goOn.end()
    await viewer.settled()
    expect(seen(viewer)[5]).toBe('config full')
    viewer.socket.terminate()
    await until('it is not wanted any more', () => smallOf(camera).demand.holders === 0)
  })

  test('is told in words where there is none, and goes on with the full one', async () => {
    const { port, run } = await listening()
    run.video(TINY_FLV)
    const viewer = await liveViewer(port, '?video=h264')
    viewer.say({ type: 'quality', quality: 'saver' })
    await viewer.settled()
    const reason = 'Camera "front" has no small picture beside its own.'
    expect(viewer.pongs).toContainEqual({ type: 'quality', camera: 'front', quality: 'full', reason })
    expect(viewer.closed).toBeUndefined()
  })
})

describe('a viewer who says how many bytes may be under way', () => {
  test('gets no more until those have come, and goes on with the next keyframe', async () => {
    const { camera, viewer } = await watching()
    const group = seen(viewer).length
    viewer.say({ type: 'credit', count: 1, received: 1e9, most: 700 }) // more than was sent is all of it
    await viewer.settled()
    for (const dts of [2000, 2100, 2200]) camera.live.push(picture(dts, 500), Date.now())
    await viewer.settled()
    expect(seen(viewer).slice(group)).toEqual(['key 2000', 'picture 2100'])
    camera.live.push(picture(3000, 500), Date.now())
    viewer.say({ type: 'credit', count: 2, received: 1e9 })
    await viewer.settled()
    expect(seen(viewer).slice(group)).toEqual(['key 2000', 'picture 2100', 'key 3000'])
    expect(viewer.pongs).toContainEqual({ type: 'skipped', camera: 'front', pictures: 1 })
  })

  test('gets one that is larger than that, and then none', async () => {
    const { camera, viewer } = await watching()
    const group = seen(viewer).length
    viewer.say({ type: 'credit', count: 1, received: 1e9, most: 100 })
    await viewer.settled()
    camera.live.push(picture(2000, 5000), Date.now())
    camera.live.push(picture(2100), Date.now())
    await viewer.settled()
    expect(seen(viewer).slice(group)).toEqual(['key 2000'])
  })

  test('may say so at first: then the group that he begins with waits too', async () => {
    const { camera, port, run } = await listening()
    run.video(TINY_FLV)
    for (const dts of [2000, 2100, 2200]) camera.live.push(picture(dts, 5000), Date.now())
    const viewer = await liveViewer(port, '?video=h264&most=6000')
    await viewer.settled()
    expect(seen(viewer)).toEqual(['config full', 'key 2000', 'picture 2100'])
  })
})

test.each([
  ['an unknown picture', { type: 'quality', quality: 'best' }, 'quality.quality: expected full or saver, got "best".'],
  [
    'no number of bytes',
    { type: 'credit', count: 1, received: -1 },
    'credit.received: expected a number of bytes, got -1.',
  ],
  ['no room at all', { type: 'credit', count: 1, most: 0 }, 'credit.most: expected a number of bytes, got 0.'],
])('%s closes the socket with the reason', async (_, message, reason) => {
  const { port } = await listening()
  const viewer = await liveViewer(port, '?video=h264')
  viewer.say(message)
  await until('it is closed', () => viewer.closed !== undefined)
  expect(viewer.closed).toEqual({ code: 1008, reason })
})

test('of JPEGs no picture can be chosen', async () => {
  const { port } = await listening()
  const viewer = await liveViewer(port)
  viewer.say({ type: 'quality', quality: 'saver' })
  await until('it is closed', () => viewer.closed !== undefined)
  expect(viewer.closed).toEqual({ code: 1008, reason: 'A quality can be chosen of ?video=h264 only.' })
})

test.each(['quality=best', 'most=0', 'most=many'])('?video=h264&%s is refused', async query => {
  const { port } = await listening()
  await expect(liveViewer(port, `?video=h264&${query}`)).rejects.toThrow('400')
})
