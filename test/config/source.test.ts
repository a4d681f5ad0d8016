import { describe, expect, test } from 'vitest'
import { sourceKind, sourceProblem } from '../../src/config/source.ts'

describe('a source is known by its text', () => {
  test.each([
    ['/dev/video0', 'v4l2'],
    ['/dev/video12', 'v4l2'],
    ['/dev/v4l/by-id/usb-Cam-video-index0', 'v4l2'],
    ['usb:046d:0825', 'v4l2'],
    ['USB:046D:0825:A1 B2', 'v4l2'],
    ['v4l2:HD Pro Webcam C920', 'v4l2'],
    ['test:', 'test'],
    ['publish:', 'publish'],
    ['rtsp://192.168.1.20/stream1', 'rtsp'],
    ['RTSPS://me:secret@cam:322/a', 'rtsp'],
    ['http://cam/video.mjpg', 'http'],
    ['https://cam/?action=stream', 'http'],
    ['http://[fe80::1]:8080/stream', 'http'],
    ['http://cam/a.jpg/live.flv?token=a', 'flv'],
    ['https://cam/live/INDEX.M3U8', 'hls'],
    ['http://cam/video?file=a.m3u8', 'http'],
    ['rtmp://cam/live/front', 'rtmp'],
    ['rtmps://cam/live/front', 'rtmp'],
    ['http://cam/snapshot.JPG?a=b', 'still'],
    ['http://cam/?action=snapshot', 'still'],
    ['still:https://cam/cgi-bin/image.cgi?a=b', 'still'],
    ['screen:', 'screen'],
    ['screen::1', 'screen'],
    ['avfoundation:FaceTime HD Camera', 'avfoundation'],
    ['dshow:Integrated Camera', 'dshow'],
    ['files:', 'files'],
    ['ffmpeg:', 'ffmpeg'],
    ['exec:', 'exec'],
    ['libcamera:', 'libcamera'],
    ['srt://cam:9000?streamid=front', 'srt'],
    ['/srv/pictures/', 'path'],
    ['./pictures', 'path'],
    ['pictures/', 'path'],
    ['../clip.mp4', 'path'],
    ['clip.mp4', 'path'],
    ['~/clips/a: b.mp4', 'path'],
    ['C:\\clips\\a.mp4', 'path'],
    ['.', 'path'],
  ])('%s: %s', (source, kind) => {
    expect(sourceKind(source)).toBe(kind)
    expect(sourceProblem(source)).toBeUndefined()
  })
})

describe('what is no source is refused in words', () => {
  const list =
    'expected one of /dev/video0, test:, rtsp://host/path, http://host/stream.mjpg, http://host/snapshot.jpg, http://host/live.m3u8, http://host/live.flv, rtmp://host/app/name, srt://host:port, ./pictures/, ./clip.mp4, publish:'
  const schemes =
    'Known are test:, rtsp:, rtsps:, rtmp:, rtmps:, srt:, http:, https:, still:, usb:, v4l2:, files:, screen:, avfoundation:, dshow:, libcamera:, ffmpeg:, exec:, publish:'
  test.each([
    ['', `${list}, got ""`],
    ['front door', `${list}, got "front door"`],
    ['pictures', `${list}, got "pictures" (a folder or file beside you is written ./pictures)`],
    ['test', `${list}, got "test" (the test picture is written test: and in YAML "test:", with its quotes)`],
    [' test:', `${list}, got " test:"`],
    ['foo:bar', `unknown scheme "foo:" in "foo:bar". ${schemes}`],
    ['rtp://cam/a', `unknown scheme "rtp:" in "rtp://cam/a", did you mean "rtsp:"? ${schemes}`],
    ['rtmpx://me:secret@cam/a', `unknown scheme "rtmpx:" in "rtmpx://me:***@cam/a", did you mean "rtmp:"? ${schemes}`],
    ['constructor://cam', `unknown scheme "constructor:" in "constructor://cam". ${schemes}`],
    ['still:./a.jpg', 'expected an http: or https: address after still:, got "still:./a.jpg"'],
    [
      'usb:C920',
      'expected a camera\'s vendor and product after usb:, as in usb:046d:0825 (lsusb tells them), got "usb:C920"',
    ],
    ['v4l2:', 'expected the name of a camera after v4l2:, got "v4l2:"'],
    ['dshow:', 'expected the name of a camera after dshow:, got "dshow:"'],
    ['exec:rm -rf /', 'expected exec: with nothing after it, got "exec:rm -rf /"'],
    ['srt://', 'expected a host after srt://, got "srt://"'],
    ['file:///etc/passwd', `unknown scheme "file:" in "file:///etc/passwd". ${schemes}`],
    ['test:pattern', 'expected test: with nothing after it, got "test:pattern"'],
    ['publish://here', 'expected publish: with nothing after it, got "publish://here"'],
    ['rtsp:cam', 'expected a host after rtsp://, got "rtsp:cam"'],
    ['http:///video', 'expected a host after http://, got "http:///video"'],
  ])('%j', (source, message) => expect(sourceProblem(source)).toBe(message))
})
