import { expect, test } from 'vitest'
import { cameraIdAt, cameraPaths, nameFromId } from '../../../src/player/server/cameraPaths.ts'

test('a camera has a page, the live WebSocket, HLS, MJPEG, a still, and a ticket for them', () => {
  expect(cameraPaths('front')).toEqual({
    page: '/cameras/front',
    live: '/cameras/front/live',
    hls: '/cameras/front/hls/index.m3u8',
    shortHls: '/cameras/front/hls/short.m3u8',
    shortMedia: '/cameras/front/hls/short/media.m3u8',
    saver: '/cameras/front/hls/sub/media.m3u8',
    mjpeg: '/cameras/front/stream.mjpg',
    still: '/cameras/front/still.jpg',
    mp4: '/cameras/front/live.mp4',
    report: '/api/cameras/front/report',
    ticket: '/api/cameras/front/ticket',
  })
})

test.each([
  ['/cameras/front', 'front'],
  ['/cameras/front/', 'front'],
  ['/cameras/a%20b', 'a b'],
  ['/cameras/%zz', '%zz'],
])('the page at %s shows camera %j', (pathname, id) => expect(cameraIdAt(pathname)).toBe(id))

test.each([
  ['front-door', 'Front door'],
  ['cam_2', 'Cam 2'],
  ['', 'Camera'],
])('until its name is known, %j is called %j', (id, name) => expect(nameFromId(id)).toBe(name))
