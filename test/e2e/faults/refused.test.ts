import { expect, test } from 'vitest'
import { httpMjpegCamera } from '../../support/httpMjpegCamera.ts'
import { rtspCamera } from '../../support/rtspCamera.ts'
import { stillCamera } from '../../support/stillCamera.ts'
import { until } from '../../support/until.ts'
import { withHealthyNeighbour } from './neighbour.ts'

const login = 'me:s3cret'

test.for([
  [
    'RTSP',
    async () => {
      const camera = await rtspCamera({ login, scheme: 'digest' })
      return { ...camera, asked: () => camera.heard.filter(method => method === 'DESCRIBE').length }
    },
  ],
  [
    'HTTP MJPEG',
    async () => {
      const camera = await httpMjpegCamera({ login })
      return { ...camera, asked: () => camera.heard() }
    },
  ],
  [
    'an HTTP picture',
    async () => {
      const camera = await stillCamera({ login, scheme: 'digest' })
      return { ...camera, asked: () => camera.answered.length }
    },
  ],
] as const)(
  'a wrong password by %s is said so, tried once, and mended in the configuration',
  {
    timeout: 90_000,
    concurrent: true,
  },
  async ([, start], context) => {
    const camera = await start()
    context.onTestFinished(() => camera.close())
    const scene = await withHealthyNeighbour(context, { source: camera.urlWithLogin.replace('s3cret', 'wr0ng') })
    await scene.isLost(/refused the user name or password.* It is asked again in \d\d s, then ever more seldom/)
    const asked = camera.asked()
    expect(asked).toBeLessThanOrEqual(2) // once without the password, once with it
    const at = performance.now()
    await until('a back-off as for other faults would have asked again', () => performance.now() - at > 4000)
    expect(camera.asked()).toBe(asked)
    expect(scene.program.output()).not.toContain('wr0ng')
    scene.save({ source: camera.urlWithLogin })
    await scene.is('live')
  },
)
