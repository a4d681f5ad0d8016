import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { locate, stableName } from '../../../src/agent/v4l2/locate.ts'
import { type VideoNode, videoNodes } from '../../../src/agent/v4l2/nodes.ts'

const desk: VideoNode = { path: '/dev/video0', name: 'HD Pro Webcam C920', usb: '046d:082d', serial: 'A1' }
const door: VideoNode = { path: '/dev/video2', name: 'HD Pro Webcam C920', usb: '046d:082d', serial: 'B2' }
const garden: VideoNode = { path: '/dev/video4', name: 'UVC Camera: UVC Camera', usb: '1bcf:0b09' }
const grabber: VideoNode = { path: '/dev/video6', name: 'decklink' }
const all = [desk, door, garden, grabber]

describe('a camera is found', () => {
  test.each([
    ['/dev/video9', '/dev/video9'],
    ['/dev/v4l/by-id/usb-Cam-video-index0', '/dev/v4l/by-id/usb-Cam-video-index0'],
    ['usb:1bcf:0b09', '/dev/video4'],
    ['usb:1BCF:0B09', '/dev/video4'],
    ['usb:046d:082d:B2', '/dev/video2'],
    ['v4l2:UVC Camera: UVC Camera', '/dev/video4'],
    ['v4l2:uvc camera', '/dev/video4'],
    ['v4l2:decklink', '/dev/video6'],
  ])('%s: %s', (source, path) => expect(locate(source, all)).toBe(path))
})

describe('a camera that is not clear is told with the choices', () => {
  const choices =
    '/dev/video0 (HD Pro Webcam C920, usb:046d:082d, serial number A1) and /dev/video2 (HD Pro Webcam C920, usb:046d:082d, serial number B2)'
  test.each([
    ['usb:046d:082d', 'device_ambiguous', `There are 2 cameras with the USB id 046d:082d: ${choices}.`],
    [
      'v4l2:HD Pro Webcam C920',
      'device_ambiguous',
      `There are 2 cameras with the name HD Pro Webcam C920: ${choices}.`,
    ],
    ['usb:0000:0001', 'device_missing', 'There is no camera with the USB id 0000:0001.'],
    ['usb:046d:082d:C3', 'device_missing', 'There is no camera with the USB id 046d:082d and the serial number C3.'],
  ])('%s', (source, code, message) =>
    expect(() => locate(source, all)).toThrow(expect.objectContaining({ code, message })),
  )

  test('without any camera there is nothing to choose from', () =>
    expect(() => locate('v4l2:decklink', [])).toThrow(
      expect.objectContaining({ message: 'There is no camera with the name decklink.', hint: undefined }),
    ))
})

test('the shortest name that only one camera has', () =>
  expect(all.map(node => stableName(node, all))).toEqual([
    'usb:046d:082d:A1',
    'usb:046d:082d:B2',
    'usb:1bcf:0b09',
    'v4l2:decklink',
  ]))

describe('sysfs', () => {
  let root: string
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'tunnelcam-sysfs-'))
    const nodes = [
      { node: 'video10', index: '0', at: 'devices/usb1/1-2/1-2:1.0', name: 'HD Webcam', usb: ['046d', '0825', 'A1'] },
      { node: 'video11', index: '1', at: 'devices/usb1/1-2/1-2:1.0', name: 'HD Webcam', usb: [] },
      { node: 'video2', index: '0', at: 'devices/platform/codec', name: 'bcm2835', usb: [] },
      { node: 'video20', index: '0', at: 'devices/platform/odd', name: 'Odd \u001b[2J', usb: [] },
    ]
    for (const { node, index, at, name, usb } of nodes) {
      const folder = join(root, at, 'video4linux', node)
      await mkdir(folder, { recursive: true })
      await mkdir(join(root, 'class'), { recursive: true })
      await writeFile(join(folder, 'name'), `${name}\n`)
      await writeFile(join(folder, 'index'), `${index}\n`)
      await symlink('../..', join(folder, 'device'))
      await symlink(join('..', at, 'video4linux', node), join(root, 'class', node))
      const files = ['idVendor', 'idProduct', 'serial']
      for (const [place, fact] of usb.entries()) await writeFile(join(root, at, '..', files[place] ?? ''), `${fact}\n`)
    }
  })
  afterAll(() => rm(root, { recursive: true }))

  test('tells the cameras in the order of their numbers, without what carries metadata', async () =>
    expect(await videoNodes(join(root, 'class'))).toEqual([
      { path: '/dev/video2', name: 'bcm2835' },
      { path: '/dev/video10', name: 'HD Webcam', usb: '046d:0825', serial: 'A1' },
      { path: '/dev/video20', name: 'Odd \uFFFD[2J' }, // nothing that a terminal would obey
    ]))

  test('that is not there tells of none', async () => expect(await videoNodes(join(root, 'nothing'))).toEqual([]))
})
