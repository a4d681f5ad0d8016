import { expect, test } from 'vitest'
import { describeJpeg } from '../../../src/media/jpeg/describe.ts'
import { httpMjpegCamera, jpegs } from '../../support/httpMjpegCamera.ts'
import { until } from '../../support/until.ts'
import { watching } from '../viewers.ts'
import { withHealthyNeighbour } from './neighbour.ts'

test.for(['garbage', 'cut', 'glued', 'scrambled'] as const)(
  'an HTTP MJPEG camera whose every fifth picture is broken: %s',
  {
    timeout: 90_000,
    concurrent: true,
  },
  async (fault, context) => {
    const camera = await httpMjpegCamera({ fault })
    context.onTestFinished(() => camera.close())
    const scene = await withHealthyNeighbour(context, { source: camera.url })
    const viewer = scene.watchHls()
    await scene.notes(/Some of the camera’s pictures come broken/)
    const whole = jpegs().map(jpeg => Buffer.from(jpeg))
    let sequence = 0
    let seen = 0
    const stills = watching(async (saw, signal) => {
      while (!signal.aborted) {
        const answer = await fetch(`${scene.front}/still.jpg?after=${sequence}&wait=5`, { signal })
        sequence = Number(answer.headers.get('X-Tunnelcam-Sequence'))
        const bytes = Buffer.from(await answer.arrayBuffer())
        if (!describeJpeg(bytes) || !whole.some(jpeg => jpeg.equals(bytes)))
          return `a broken picture, ${bytes.length} bytes`
        seen++
        saw()
      }
      return 'left'
    }, AbortSignal.timeout(30_000))
    await until('thirty pictures were seen', () => seen >= 30 || stills.over() !== undefined, 20_000)
    expect(stills.over()).toBeUndefined()
    const starts = () => scene.program.log().filter(({ camera, msg }) => camera === 'front' && msg === 'FFmpeg started')
    await until('it was started again with a strict decoder', () => starts().length > 1)
    expect(scene.program.showing('-err_detect:v').length).toBeGreaterThan(0)
    const before = viewer.seen()
    await until('HLS plays', () => viewer.seen() > before + 6, 20_000)
    expect((await scene.see()).state.kind).toBe('live')
  },
)

test('an HTTP MJPEG camera that breaks off within a picture is asked again', {
  timeout: 90_000,
  concurrent: true,
}, async context => {
  const camera = await httpMjpegCamera({ fault: 'truncated' })
  context.onTestFinished(() => camera.close())
  const scene = await withHealthyNeighbour(context, { source: camera.url })
  await scene.isLost(/./)
  const heard = camera.heard()
  await until('it is asked again', () => camera.heard() > heard, 20_000)
  const logged = scene.program.log().map(line => line.msg)
  expect(logged.filter(message => /camera lost/.test(String(message))).length).toBeGreaterThan(0)
})
