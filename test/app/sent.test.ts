import { expect, test } from 'vitest'
import { noCounts } from '../../src/hub/counts.ts'
import { live, TINY_MPJPEG } from './serving.ts'

const hls = '/cameras/front/hls'

test.each(['still.jpg', 'hls/index.m3u8', 'hls/media.m3u8', 'init', 'segment', 'part'])(
  'the bytes of %s are counted, those of HEAD are not',
  async what => {
    const { app, camera } = live()
    const { window } = camera
    const [segment] = window.state().segments
    const path =
      {
        init: `${hls}/init-${window.init?.number}.mp4`,
        segment: `${hls}/segment-${segment?.msn}.m4s`,
        part: `${hls}/part-${window.state().nextPart - 1}.m4s`,
      }[what] ?? `/cameras/front/${what}`
    expect((await app.request(path, { method: 'HEAD' })).status).toBe(200)
    expect(camera.counts).toEqual({ ...noCounts(), videoFrames: 12 })
    const bytes = (await (await app.request(path)).arrayBuffer()).byteLength
    expect(bytes).toBeGreaterThan(0)
    expect(camera.counts.bytes).toEqual({ ...noCounts().bytes, [what === 'still.jpg' ? 'still' : 'hls']: bytes })
  },
)

test('the bytes of MJPEG are counted while the stream runs, its first boundary too', async () => {
  const { app, hub, run, camera } = live()
  const response = await app.request('/cameras/front/stream.mjpg')
  run.jpeg(TINY_MPJPEG)
  hub.remove('front')
  const bytes = (await response.arrayBuffer()).byteLength
  expect([camera.counts.bytes.mjpeg, bytes > 647]).toEqual([bytes, true])
})
