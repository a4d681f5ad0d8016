import { expect, test } from 'vitest'
import { maskPassword } from '../../src/config/mask.ts'

test.each([
  ['rtsp://me:secret@cam/1', 'rtsp://me:***@cam/1'],
  ['rtsp://me:s@cr/et@cam:554/1', 'rtsp://me:***@cam:554/1'],
  ['rtsp://me@mail.org:secret@cam/1', 'rtsp://me@mail.org:***@cam/1'],
  ['rtsp://me:12345@cam/1', 'rtsp://me:***@cam/1'],
  ['rtsp://:secret@cam/1', 'rtsp://:***@cam/1'],
  ['http://cam:8080/video?mail=a@b', 'http://cam:8080/video?mail=a@b'],
  ['http://cam/video', 'http://cam/video'],
  ['http://cam/v?user=me&password=secret&x=1', 'http://cam/v?user=me&password=***&x=1'],
  ['http://cam/v?PWD=secret', 'http://cam/v?PWD=***'],
  [
    '[rtsp @ 0x5] could not open rtsp://a:b@c/d: 401, http://e:f@g/',
    '[rtsp @ 0x5] could not open rtsp://a:***@c/d: 401, http://e:***@g/',
  ],
  ['http://cam/v?loginpass=secret;a=1', 'http://cam/v?loginpass=***;a=1'],
  ['Authorization: Basic c2VjcmV0\r\nHost: cam', 'Authorization: ***\r\nHost: cam'],
  ['/dev/video0', '/dev/video0'],
])('maskPassword(%j) is %j', (text, masked) => expect(maskPassword(text)).toBe(masked))

test('a long line with no address takes no time', () => {
  const line = ':'.repeat(20_000) + '?'.repeat(20_000) + 'a'.repeat(20_000)
  expect(maskPassword(line)).toBe(line)
})
