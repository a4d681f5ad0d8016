import { expect, test } from 'vitest'
import { chooseFormat } from '../../../src/agent/v4l2/choose.ts'
import type { Format } from '../../../src/agent/v4l2/formats.ts'
import type { CameraConfig } from '../../../src/config.ts'
import { camera } from '../given.ts'

/** `mjpeg 640x480@30,15 1280x720` → a format; a size without @ has unknown rates. */
function format(text: string): Format {
  const [name = '', ...sizes] = text.split(' ')
  return {
    format: name,
    description: name,
    sizes: sizes.map(one => {
      const [size = '', rates = ''] = one.split('@')
      const [width = 0, height = 0] = size.split('x').map(Number)
      return { width, height, rates: rates.split(',').filter(Boolean).map(Number) }
    }),
  }
}

const webcam = ['yuyv422 640x480@30,15 1280x720@10,5', 'mjpeg 640x480@30,15 1280x720@30,15 1920x1080@30']

test.each<[string, string[], Partial<CameraConfig>, string]>([
  ['MJPEG before raw, up to 1280x720', webcam, {}, 'mjpeg 1280x720@30'],
  ['H.264 before MJPEG', ['mjpeg 640x480@30', 'h264 640x480@30'], {}, 'h264 640x480@30'],
  [
    'MJPEG before H.264 that is to be encoded anew',
    ['h264 640x480@30', 'mjpeg 640x480@30'],
    { encode: true },
    'mjpeg 640x480@30',
  ],
  [
    'the format that is asked for, at the largest size that is smooth',
    webcam,
    { inputFormat: 'yuyv422' },
    'yuyv422 640x480@30',
  ],
  ['a size that is asked for, above 720 lines', webcam, { size: { width: 1920, height: 1080 } }, 'mjpeg 1920x1080@30'],
  [
    'a size that only the second format has',
    ['h264 1920x1080@30', 'mjpeg 640x480@30'],
    { size: { width: 640, height: 480 } },
    'mjpeg 640x480@30',
  ],
  [
    'a size that is asked for though it is slow',
    webcam,
    { inputFormat: 'yuyv422', size: { width: 1280, height: 720 } },
    'yuyv422 1280x720@10',
  ],
  ['a low rate lets a larger size be', webcam, { inputFormat: 'yuyv422', rate: 10 }, 'yuyv422 1280x720@10'],
  ['the nearest rate there is', webcam, { rate: 20 }, 'mjpeg 1280x720@15'],
  ['no more than 30 a second unasked', ['mjpeg 640x480@60,30'], {}, 'mjpeg 640x480@30'],
  ['29.97 is a rate up to 30', ['mjpeg 640x480@59.94,29.97'], {}, 'mjpeg 640x480@29.97'],
  ['60 where there is nothing less', ['mjpeg 640x480@60'], {}, 'mjpeg 640x480@60'],
  [
    '60 when asked for, at the size that reaches it',
    ['mjpeg 640x480@60,30 1280x720@30'],
    { rate: 60 },
    'mjpeg 640x480@60',
  ],
  ['the fastest where nothing is smooth', ['yuyv422 320x240@20 640x480@15'], {}, 'yuyv422 320x240@20'],
  ['unknown rates of MJPEG: 1280x720', ['mjpeg 640x480 1280x720 1920x1080'], {}, 'mjpeg 1280x720@30?'],
  [
    'unknown rates of raw pictures: 640x480, as fast as the camera likes',
    ['yuyv422 640x480 1280x720'],
    {},
    'yuyv422 640x480@-',
  ],
  ['unknown rates: the one asked for', ['yuyv422 640x480'], { rate: 15 }, 'yuyv422 640x480@15?'],
  ['the smallest where all are larger', ['mjpeg 3840x2160@30 1920x1080@30'], {}, 'mjpeg 1920x1080@30'],
  ['unknown sizes: the camera’s own', ['yuyv422'], {}, 'yuyv422 -@-'],
  ['unknown sizes: the one asked for', ['yuyv422'], { size: { width: 640, height: 480 } }, 'yuyv422 640x480@-'],
  ['easy raw formats before Bayer', ['bayer_grbg8 640x480@30', 'yuyv422 640x480@30'], {}, 'yuyv422 640x480@30'],
])('%s', (_, formats, options, expected) => {
  const choice = chooseFormat({ path: '/dev/video0', formats: formats.map(format) }, camera(options))
  const size = choice.size ? `${choice.size.width}x${choice.size.height}` : '-'
  expect(`${choice.format} ${size}@${choice.rate ?? '-'}${choice.rateIsSure || !choice.rate ? '' : '?'}`).toBe(expected)
})

test.each<[Partial<CameraConfig>, string, string]>([
  [{ inputFormat: 'h264' }, 'format_missing', '/dev/video0 does not give h264. It gives yuyv422, mjpeg.'],
  [
    { size: { width: 800, height: 600 } },
    'size_missing',
    '/dev/video0 does not give 800x600. It gives mjpeg 640x480 1280x720 1920x1080, yuyv422 640x480 1280x720.',
  ],
  [
    { inputFormat: 'yuyv422', size: { width: 1920, height: 1080 } },
    'size_missing',
    '/dev/video0 does not give 1920x1080. It gives yuyv422 640x480 1280x720.',
  ],
])('%j is refused with what there is', (options, code, message) =>
  expect(() => chooseFormat({ path: '/dev/video0', formats: webcam.map(format) }, camera(options))).toThrow(
    expect.objectContaining({ code, message }),
  ),
)
