import { describe, expect, test } from 'vitest'
import { cameraFromSource } from '../../src/config/camera.ts'

describe('cameraFromSource', () => {
  test.each([
    ['/dev/video0', 'video0', 'Video0'],
    ['test:', 'test', 'Test'],
    ['rtsp://me:secret@192.168.1.20/stream1', '192-168-1-20', '192 168 1 20'],
    ['rtsp://me:se/cret@cam/1', 'rtsp', 'Rtsp'],
    ['http://Garage.local:8080/?action=stream', 'garage-local', 'Garage local'],
    ['clips/Front door.mp4', 'front-door', 'Front door'],
    ['/srv/pictures/', 'pictures', 'Pictures'],
    ['./.hidden', 'hidden', 'Hidden'],
    ['./', 'camera', 'Camera'],
    ['./日本/', 'camera', 'Camera'],
  ])('%s is called %s', (source, id, name) => expect(cameraFromSource(source)).toMatchObject({ id, name, source }))

  test('takes what is given over what it makes', () => {
    expect(
      cameraFromSource('test:', { id: 'front', name: 'Door', size: '640x480', rate: 15, keep: undefined }),
    ).toEqual({
      id: 'front',
      name: 'Door',
      source: 'test:',
      size: { width: 640, height: 480 },
      rate: 15,
      bitrate: 2000,
      watch: false,
      transport: 'tcp',
      audio: true,
      sub: { size: { width: 640, height: 640 }, rate: 15, bitrate: 300 },
      encode: false,
      idle: 10,
      keep: false,
    })
  })

  test('reports all that is wrong at once', () => {
    expect(() => cameraFromSource('foo:bar', { size: 'big', idle: -1 })).toThrow(
      expect.objectContaining({
        problems: [
          {
            path: 'source',
            message:
              'unknown scheme "foo:" in "foo:bar". Known are test:, rtsp:, rtsps:, rtmp:, rtmps:, srt:, http:, https:, still:, usb:, v4l2:, files:, screen:, avfoundation:, dshow:, libcamera:, ffmpeg:, exec:, publish:',
          },
          { path: 'size', message: 'expected a size such as 1280x720, got "big"' },
          { path: 'idle', message: 'expected seconds from 0 to 86400, got -1' },
        ],
      }),
    )
  })
})
