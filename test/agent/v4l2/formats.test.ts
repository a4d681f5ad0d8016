import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseListFormats, withRates } from '../../../src/agent/v4l2/formats.ts'
import { parseV4l2Ctl } from '../../../src/agent/v4l2/v4l2Ctl.ts'

const captured = (name: string) => readFileSync(new URL(`captured/${name}.txt`, import.meta.url), 'utf8')
const size = (width: number, height: number, ...rates: number[]) => ({ width, height, rates })

test('FFmpeg tells the formats and sizes of a webcam', () =>
  expect(parseListFormats(captured('ffmpeg-webcam'))).toEqual([
    { format: 'yuyv422', description: 'YUYV 4:2:2', sizes: [size(640, 480), size(1280, 720)] },
    { format: 'mjpeg', description: 'Motion-JPEG', sizes: [size(640, 480), size(1280, 720)] },
  ]))

const webcam = [
  { format: 'yuyv422', description: 'YUYV 4:2:2', sizes: [size(640, 480, 30, 15), size(1280, 720, 10, 5)] },
  { format: 'mjpeg', description: 'Motion-JPEG', sizes: [size(640, 480, 30, 15), size(1280, 720, 30, 15)] },
]

test('v4l2-ctl tells the rates too, and the name', () =>
  expect(parseV4l2Ctl(captured('v4l2-ctl-webcam'))).toEqual({ name: 'HD Webcam', formats: webcam }))

test('together they tell all', () =>
  expect(
    withRates(parseListFormats(captured('ffmpeg-webcam')), parseV4l2Ctl(captured('v4l2-ctl-webcam')).formats),
  ).toEqual(webcam))

test('what v4l2-ctl alone tells serves where FFmpeg tells nothing', () => expect(withRates([], webcam)).toEqual(webcam))

test('an H.264 camera', () => {
  const formats = [{ format: 'h264', description: 'H.264', sizes: [size(1280, 720, 30, 15)] }]
  expect(withRates(parseListFormats(captured('ffmpeg-h264')), parseV4l2Ctl(captured('v4l2-ctl-h264')).formats)).toEqual(
    formats,
  )
})

test.each([
  [
    'a range of sizes: the usual ones in it and the largest',
    '{32-1640, 2}x{32-1232, 2}',
    [
      [320, 240],
      [640, 360],
      [640, 480],
      [800, 600],
      [1280, 720],
      [1280, 960],
      [1640, 1232],
    ],
  ],
  ['a single size in a range', '{640-640, 0}x{480-480, 0}', [[640, 480]]],
  ['no size', '', []],
])('reads %s', (_, sizes, expected) => {
  const line = `[video4linux2,v4l2 @ 0x5590dcea2a40] Raw       :     yuv420p :     Planar YUV 4:2:0 : ${sizes}`
  expect(parseListFormats(line)).toEqual([
    {
      format: 'yuv420p',
      description: 'Planar YUV 4:2:0',
      sizes: expected.map(([width = 0, height = 0]) => size(width, height)),
    },
  ])
})

test('a format that FFmpeg can’t read is none', () =>
  expect(parseListFormats('[video4linux2,v4l2 @ 0x1] Raw       : Unsupported :     10-bit Bayer : 640x480')).toEqual(
    [],
  ))

test('v4l2-ctl 1.12 writes it otherwise', () =>
  expect(
    parseV4l2Ctl(
      "ioctl: VIDIOC_ENUM_FMT\n\tIndex       : 0\n\tType        : Video Capture\n\tPixel Format: 'MJPG' (compressed)\n\tName        : Motion-JPEG\n" +
        '\t\tSize: Discrete 640x480\n\t\t\tInterval: Discrete 0.033s (30.000 fps)\n',
    ).formats,
  ).toMatchObject([{ format: 'mjpeg', sizes: [size(640, 480, 30)] }]))

test('a range of rates is its ends', () =>
  expect(
    parseV4l2Ctl(
      "\t[0]: 'YU12' (Planar YUV 4:2:0)\n\t\tSize: Stepwise 32x32 - 1280x720 with step 2/2\n\t\t\tInterval: Continuous 0.011s - 1.000s (1.000-90.000 fps)\n",
    ).formats[0]?.sizes.at(-1),
  ).toEqual(size(1280, 720, 90, 1)))

test.each(['', 'Cannot open device /dev/video0, exiting.\n'])('%j tells nothing', text => {
  expect(parseV4l2Ctl(text)).toEqual({ formats: [] })
  expect(parseListFormats(text)).toEqual([])
})
