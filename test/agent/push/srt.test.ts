import { expect, test } from 'vitest'
import { machineClock } from '../../../src/agent/clock.ts'
import { keepSrt } from '../../../src/agent/push/srt.ts'
import { Camera } from '../../../src/hub/camera.ts'
import { camera as config } from '../given.ts'

/** An FFmpeg before 5.0, which ends at once. */
const ffmpeg = {
  path: '/nonexistent/ffmpeg',
  version: '4.4',
  foundBy: 'PATH',
  has: {
    fpsMode: false,
    rtspTimeout: false,
    scriptOptions: false,
    resolvesNames: true,
    libx264: true,
    drawtext: true,
  },
} as const

test.each([
  [
    'with a passphrase is refused, as everyone could read it',
    { port: 9000, passphrase: 'a long passphrase' },
    /^SRT pushes to door are not taken: .* install FFmpeg 5\.0 or newer\.$/,
  ],
  [
    'without one is tried',
    { port: 9000, yesAnyoneCanPublish: true },
    /^SRT pushes to door can't be taken on port 9000: /,
  ],
])('before FFmpeg 5.0, a port for SRT %s', async (_, srt, expected) => {
  const stop = new AbortController()
  const lines: string[] = []
  const write = (_: object, message: string) => {
    lines.push(message)
    stop.abort()
  }
  const log = { debug: () => undefined, info: write, warn: write, error: write }
  const camera = new Camera(config({ source: 'publish:' }))
  await keepSrt(camera, srt, { ffmpeg, log, clock: machineClock, host: '127.0.0.1' }, stop.signal)
  expect(lines).toEqual([expect.stringMatching(expected)])
})
