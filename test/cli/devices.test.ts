import picocolors from 'picocolors'
import { expect, test } from 'vitest'
import type { Device } from '../../src/agent/v4l2/devices.ts'
import { devicesText, microphonesText } from '../../src/cli/devices.ts'

const plain = picocolors.createColors(false)
const devices: Device[] = [
  {
    path: '/dev/video0',
    name: 'Integrated Camera',
    formats: [
      {
        format: 'mjpeg',
        description: 'Motion-JPEG',
        sizes: [
          { width: 1280, height: 720, rates: [30, 29.97003, 15] },
          { width: 640, height: 480, rates: [] },
        ],
      },
      { format: 'yuyv422', description: 'YUYV 4:2:2', sizes: [] },
    ],
  },
  { path: '/dev/video2', name: 'USB Camera', formats: [], problem: 'another program has it' },
]

test('the cameras, for people', () => {
  expect(devicesText(devices, plain)).toBe(
    `
/dev/video0  Integrated Camera
  mjpeg    1280x720 30, 29.97, 15 fps · 640x480
  yuyv422  sizes unknown

/dev/video2  USB Camera
  another program has it`.trimStart(),
  )
})

test('no camera', () => expect(devicesText([], plain)).toBe('No camera was found. tunnelcam doctor says more.'))

test('the microphones, as --audio takes them', () => {
  const microphones = [
    { source: 'pulse:alsa_input.usb-046d_C920', name: 'C920 Analog Stereo' },
    { source: 'alsa:plughw:CARD=C920,DEV=0', name: 'HD Pro Webcam C920, USB Audio' },
  ]
  expect(microphonesText(microphones, plain)).toBe(
    '\n\npulse:alsa_input.usb-046d_C920  C920 Analog Stereo\nalsa:plughw:CARD=C920,DEV=0  HD Pro Webcam C920, USB Audio',
  )
  expect(microphonesText([], plain)).toBe('')
})
