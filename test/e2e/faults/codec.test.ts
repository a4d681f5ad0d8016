import { expect, test } from 'vitest'
import { clip } from '../../support/ffmpeg.ts'
import { rtspCamera } from '../../support/rtspCamera.ts'
import { until } from '../../support/until.ts'
import { withHealthyNeighbour } from './neighbour.ts'

test.for(['RTSP', 'a file'] as const)(
  'H.265 by %s is encoded anew, and said so',
  { timeout: 90_000, concurrent: true },
  async (by, context) => {
    const picture = { video: 'hevc', width: 320, height: 240, rate: 10 } as const
    const file = () =>
      clip(
        ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=10:duration=4', '-c:v', 'libx265', '-preset', 'ultrafast'],
        'mp4',
      )
    const camera = by === 'RTSP' ? await rtspCamera(picture) : { url: file(), close: () => undefined }
    context.onTestFinished(async () => camera.close())
    const scene = await withHealthyNeighbour(context, { source: camera.url })
    await scene.notes(/comes as H\.265, which most browsers can’t play, so it is encoded anew, which costs CPU/)
    await scene.is('live')
    const viewer = scene.watchHls()
    await until('it plays', () => viewer.seen() > 6, 20_000)
    expect(await (await fetch(`${scene.front}/hls/index.m3u8`)).text()).toMatch(/CODECS="avc1\.42/)
  },
)

test('a camera without a keyframe for ten seconds is encoded anew, and said so', {
  timeout: 90_000,
  concurrent: true,
}, async context => {
  const camera = await rtspCamera({ width: 320, height: 240, keyframeSeconds: 10 })
  context.onTestFinished(() => camera.close())
  const scene = await withHealthyNeighbour(context, { source: camera.url })
  await scene.notes(/No keyframe came for \d/, 40_000)
  await scene.is('live')
  const viewer = scene.watchHls()
  await until('it plays', () => viewer.seen() > 6, 20_000)
})
