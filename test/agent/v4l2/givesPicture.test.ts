import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Ffmpeg } from '../../../src/agent/ffmpeg/ffmpeg.ts'
import { findFfmpeg } from '../../../src/agent/ffmpeg/find.ts'
import { openSource } from '../../../src/agent/sources/open.ts'
import { givesPicture } from '../../../src/agent/v4l2/probe.ts'
import { needs } from '../../support/require.ts'
import { v4l2Camera } from '../../support/v4l2/camera.ts'
import { camera } from '../given.ts'

let ffmpeg: Ffmpeg
beforeAll(async () => {
  ffmpeg = await findFfmpeg({ env: process.env })
})

/** A camera that the programs which this test starts can see. */
function plugIn(kind: 'mjpeg' | 'h264' | 'yuyv') {
  const device = v4l2Camera({ name: 'Door', modes: [{ kind, width: 320, height: 240, rates: [30, 15] }] })
  for (const [name, value] of Object.entries(device.env)) vi.stubEnv(name, value)
  return device
}

needs('v4l2')('a V4L2 camera', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  test.each(['mjpeg', 'h264', 'yuyv'] as const)('that gives %s gives a picture', async kind => {
    const device = plugIn(kind)
    expect(await givesPicture(device.path, ffmpeg)).toBe(true)
    device.close()
  })

  test('that is silent gives none, said within seconds', async () => {
    const device = plugIn('mjpeg')
    device.freeze()
    expect(await givesPicture(device.path, ffmpeg)).toBe(`${device.path} gave no picture within 5 seconds.`)
    device.close()
  })

  test('that is unplugged gives none', async () => {
    const device = plugIn('mjpeg')
    device.unplug()
    expect(await givesPicture(device.path, ffmpeg)).toBe(`There is no camera at ${device.path}.`)
    device.close()
  })

  test.each([
    ['mjpeg', 'mjpeg', 'mjpeg', ['-probesize', '32', '-analyzeduration', '0']],
    ['h264', 'h264', 'h264', ['-flags', 'low_delay']],
    ['yuyv', 'yuyv422', 'other', ['-probesize', '32', '-analyzeduration', '0']],
  ] as const)('that gives %s is opened as that', async (kind, format, video, look) => {
    const device = plugIn(kind)
    const source = await openSource(camera({ source: device.path }), ffmpeg, AbortSignal.timeout(10_000))
    // Without v4l2-ctl no rates are known, and a raw camera is then asked for none.
    const rate = source.frameRate === undefined ? [] : ['-framerate', '30']
    const asked = ['-f', 'v4l2', '-input_format', format, ...rate, '-video_size', '320x240', '-i', device.path]
    expect(source).toMatchObject({ kind: 'v4l2', video, audio: 'none', size: { width: 320, height: 240 } })
    expect(source.input).toEqual([...look, ...asked])
    device.close()
  })

  test.each([
    [{ inputFormat: 'h264' }, 'format_missing'],
    [{ size: { width: 640, height: 480 } }, 'size_missing'],
  ])('is asked in vain for %j', async (options, code) => {
    const device = plugIn('mjpeg')
    const opened = openSource(camera({ source: device.path, ...options }), ffmpeg, AbortSignal.timeout(10_000))
    await expect(opened).rejects.toMatchObject({ code })
    device.close()
  })
})

test('a device that is not there gives none', async () => {
  const opened = openSource(camera({ source: '/dev/video987' }), ffmpeg, AbortSignal.timeout(10_000))
  await expect(opened).rejects.toMatchObject({
    code: 'device_missing',
    message: 'There is no camera at /dev/video987.',
  })
})
