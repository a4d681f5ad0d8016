import { expect, test } from 'vitest'
import { maskPassword, sourceLabel, withoutAddresses } from '../../src/config/mask.ts'

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
  ['http://cam/v?loginuse=me&loginpas=secret', 'http://cam/v?loginuse=me&loginpas=***'],
  ['http://cam/v?usr=me&psw=secret&x=1', 'http://cam/v?usr=me&psw=***&x=1'],
  ['http://cam/v?u=me&p=secret', 'http://cam/v?u=me&p=***'],
  ['http://cam/v?pass=sec_ret/2', 'http://cam/v?pass=***'],
  ['http://cam/v?access_token=secret#a', 'http://cam/v?access_token=***#a'],
  ['http://cam/v?speed=1&shape=round', 'http://cam/v?speed=1&shape=round'],
  [
    'rtsp://10.0.0.7:554/user=admin_password=tlJwpbo6_channel=1_stream=0.sdp?real_stream',
    'rtsp://10.0.0.7:554/user=admin_password=***_channel=1_stream=0.sdp?real_stream',
  ],
  ['rtsp://cam/user=me_password=my_own_channel=1.sdp', 'rtsp://cam/user=me_password=***_channel=1.sdp'],
  ['rtsp://cam/user=me&password=secret&channel=1.sdp', 'rtsp://cam/user=me&password=***&channel=1.sdp'],
  ['rtsp://cam/password=secret/channel=1', 'rtsp://cam/password=***/channel=1'],
  ['rtsp://cam/password=_channel=1.sdp', 'rtsp://cam/password=_channel=1.sdp'],
  ['rtsp://me:1234/x@cam/1', 'rtsp://me:***@cam/1'],
  ['rtsp://cam:554/stream1: timed out', 'rtsp://cam:554/stream1: timed out'],
  ['Authorization: Basic c2VjcmV0\r\nHost: cam', 'Authorization: ***\r\nHost: cam'],
  ['/dev/video0', '/dev/video0'],
])('maskPassword(%j) is %j', (text, masked) => expect(maskPassword(text)).toBe(masked))

test.each([
  [
    'rtsp://me:secret@cam/cam/realmonitor?channel=1&subtype=0',
    'rtsp://me:***@cam/cam/realmonitor?channel=***&subtype=***',
  ],
  ['http://cam/v?mystery=secret', 'http://cam/v?mystery=***'],
  ['http://cam/stream.mjpg?action', 'http://cam/stream.mjpg?action'],
  ['still:http://me:secret@cam/v?mystery=secret', 'still:http://me:***@cam/v?mystery=***'],
  ['./clips/what?a=b.mp4', './clips/what?a=b.mp4'],
  ['/dev/video0', '/dev/video0'],
])('sourceLabel(%j) is %j', (source, label) => expect(sourceLabel(source)).toBe(label))

test('a long line with no address takes no time', () => {
  const line = ':'.repeat(20_000) + '?'.repeat(20_000) + 'a'.repeat(20_000) + '_p'.repeat(10_000)
  const before = performance.now()
  expect(maskPassword(line)).toBe(line)
  expect(performance.now() - before).toBeLessThan(1000)
})

test.each([
  ['rtsp://me:***@10.0.0.7:554/1: Nothing answers there.', 'Nothing answers there.'],
  ['rtsp://me@cam/1: 401 Unauthorized: wrong password', '401 Unauthorized: wrong password'],
  [
    'It was sent on to http://10.0.0.7/login and gave no picture.',
    'It was sent on to its address and gave no picture.',
  ],
  ['The camera was unplugged.', 'The camera was unplugged.'],
  ['There is no JPEG in the folder /home/anna/pictures.', 'There is no JPEG in the folder pictures.'],
  ['/home/anna/clip.mp4: it can’t be read.', 'clip.mp4: it can’t be read.'],
  ['"C:\\Users\\anna\\clip.mp4" is no video.', '"clip.mp4" is no video.'],
  ['/dev/video0 gives 30 pictures/s at most.', '/dev/video0 gives 30 pictures/s at most.'],
  ['/dev/video0 is in use: close the other program.', '/dev/video0 is in use: close the other program.'],
])('%j is told to everyone as %j', (text, told) => expect(withoutAddresses(text)).toBe(told))
