import { expect, test } from 'vitest'
import { behindTls, testsOwnFingerprint } from '../../support/behindTls.ts'
import { httpMjpegCamera } from '../../support/httpMjpegCamera.ts'
import { rtspCamera } from '../../support/rtspCamera.ts'
import { stillCamera } from '../../support/stillCamera.ts'
import { withHealthyNeighbour } from './neighbour.ts'

const other = `sha256:${'00:'.repeat(31)}00`

test.for([
  ['rtsps', 'RTSP', () => rtspCamera({ width: 320, height: 240 })],
  ['https', 'MJPEG', () => httpMjpegCamera()],
  ['https', 'single pictures', () => stillCamera({ login: 'me:s3cret' })],
] as const)(
  'a camera by %s (%s) with a certificate that nobody knows is refused, and can be pinned',
  {
    timeout: 90_000,
    concurrent: true,
  },
  async ([scheme, what, start], context) => {
    const camera = await start()
    const plain = 'urlWithLogin' in camera && what === 'single pictures' ? camera.urlWithLogin : camera.url
    const front = await behindTls(Number(new URL(camera.url).port))
    context.onTestFinished(async () => {
      await front.close()
      await camera.close()
    })
    const source = plain.replace(/^[a-z]+/, scheme).replace(/:\d+\//, `:${front.port}/`)
    const scene = await withHealthyNeighbour(context, { source })
    const fingerprint = testsOwnFingerprint()
    await scene.isLost(/certificate is not one that .* trust/)
    await scene.isLost(
      new RegExp(`Its fingerprint is ${fingerprint}; if the camera itself shows the same, write it as`),
    )
    scene.save({ source, certificate: other })
    await scene.isLost(new RegExp(`shows another certificate \\(${fingerprint}\\) than the one in the configuration`))
    expect(front.heard()).toBe(0)
    scene.save({ source, certificate: fingerprint.toLowerCase() })
    await scene.is('live')
    expect(front.heard()).toBeGreaterThan(0)
  },
)
