import { expect, test } from 'vitest'
import { describeJpeg } from '../../../src/media/jpeg/describe.ts'
import { httpMjpegCamera } from '../../support/httpMjpegCamera.ts'
import { rtspCamera } from '../../support/rtspCamera.ts'
import { until } from '../../support/until.ts'
import { type Scene, withHealthyNeighbour } from './neighbour.ts'

const [small, large] = [
  { width: 320, height: 240 },
  { width: 640, height: 360 },
]

async function stillSize({ front }: Scene) {
  return describeJpeg(new Uint8Array(await (await fetch(`${front}/still.jpg`)).arrayBuffer()))
}

/** The size in the newest init of the HLS playlist, as its sample entry has it (ISO/IEC 14496-12 §12.1.3). */
async function hlsSize({ front }: Scene) {
  const playlist = await (await fetch(`${front}/hls/media.m3u8`)).text()
  const uri = [...playlist.matchAll(/#EXT-X-MAP:URI="([^"]+)"/g)].at(-1)?.[1]
  if (uri === undefined) return undefined
  const bytes = Buffer.from(await (await fetch(`${front}/hls/${uri}`)).arrayBuffer())
  const at = bytes.indexOf('avc1')
  const entry = bytes.indexOf('avc1', at + 4) > 0 ? bytes.lastIndexOf('avc1') : at
  return { width: bytes.readUInt16BE(entry + 28), height: bytes.readUInt16BE(entry + 30) }
}

test.for([
  ['passed through', {}],
  ['passed through to HLS alone', { keep: false }],
])(
  'an RTSP camera that changes its size midway, %s',
  { timeout: 90_000, concurrent: true },
  async ([, options], context) => {
    const camera = await rtspCamera(small)
    context.onTestFinished(() => camera.close())
    const scene = await withHealthyNeighbour(context, { source: camera.url, ...(options as object) })
    const viewer = scene.watchHls()
    await scene.is('live')
    await until('it is watched', () => viewer.seen() > 3, 20_000)
    expect(await hlsSize(scene)).toEqual(small)
    await camera.turnInto(large)
    await scene.notes(/has changed its picture from 320x240 to 640x360/)
    await until('HLS says the new size', async () => (await hlsSize(scene))?.width === large.width, 30_000)
    const before = viewer.seen()
    await until('it plays on', () => viewer.seen() > before + 3, 40_000)
    expect(viewer.over()).toBeUndefined()
    expect(await stillSize(scene)).toEqual(large)
  },
)

test('an HTTP MJPEG camera that changes its size midway', { timeout: 90_000, concurrent: true }, async context => {
  const camera = await httpMjpegCamera()
  context.onTestFinished(() => camera.close())
  const scene = await withHealthyNeighbour(context, { source: camera.url })
  const viewer = scene.watchHls()
  await until('it is watched', () => viewer.seen() > 3, 20_000)
  expect(await stillSize(scene)).toEqual({ width: 640, height: 360 })
  camera.resize(small)
  await scene.notes(/has changed its picture from 640x360 to 320x240/)
  await until('stills have the new size', async () => (await stillSize(scene))?.width === 320)
  await until('HLS says the new size', async () => (await hlsSize(scene))?.width === 320, 30_000)
  const before = viewer.seen()
  await until('it plays on', () => viewer.seen() > before + 3, 40_000)
})
