import picocolors from 'picocolors'
import { expect, test } from 'vitest'
import type { Ffmpeg } from '../../../src/agent/ffmpeg/ffmpeg.ts'
import { startedFacts, welcome } from '../../../src/cli/printed/welcome.ts'
import { parseConfig } from '../../../src/config/parse.ts'

const ffmpeg: Ffmpeg = {
  path: '/usr/bin/ffmpeg',
  version: '5.1.9',
  foundBy: 'PATH',
  has: { fpsMode: true, rtspTimeout: true, scriptOptions: true, resolvesNames: true, libx264: true, drawtext: true },
}
const config = parseConfig(
  'cameras: [{ id: front, name: Front door, source: "rtsp://me:secret@cam/1" }, { id: b, source: /dev/video0 }]',
  'a.yaml',
)
const started = {
  version: '0.1.0',
  config,
  why: 'the 2 cameras of tunnelcam.yaml.',
  urls: ['http://127.0.0.1:8080', 'http://192.168.1.5:8080'],
  ffmpeg,
  open: true,
  codes: { viewer: 'v'.repeat(26), owner: '0'.repeat(26) },
}

test('people are told what is shown, why and where', () => {
  expect(welcome(started, picocolors.createColors(false))).toBe(`
  tunnelcam 0.1.0

  ● Front door  rtsp://me:***@cam/1
    page   http://127.0.0.1:8080/cameras/front
    MJPEG  http://127.0.0.1:8080/cameras/front/stream.mjpg
    HLS    http://127.0.0.1:8080/cameras/front/hls/index.m3u8

  ● B           /dev/video0
    page   http://127.0.0.1:8080/cameras/b
    MJPEG  http://127.0.0.1:8080/cameras/b/stream.mjpg
    HLS    http://127.0.0.1:8080/cameras/b/hls/index.m3u8

  Watch   http://127.0.0.1:8080
          http://192.168.1.5:8080
  Manage  http://127.0.0.1:8080/access#k=00000000000000000000000000
  Shows   the 2 cameras of tunnelcam.yaml.
  FFmpeg  5.1.9 /usr/bin/ffmpeg, found on PATH
  Open    everyone who reaches this address may watch, without a password

  Ctrl-C ends.
`)
})

test('where a link is needed, people are told two: to watch and to manage', () => {
  expect(welcome({ ...started, open: false }, picocolors.createColors(false))).toBe(`
  tunnelcam 0.1.0

  ● Front door  rtsp://me:***@cam/1
  ● B           /dev/video0

  Watch   http://127.0.0.1:8080/#k=vvvvvvvvvvvvvvvvvvvvvvvvvv
          http://192.168.1.5:8080/#k=vvvvvvvvvvvvvvvvvvvvvvvvvv
  Manage  http://127.0.0.1:8080/access#k=00000000000000000000000000
  Shows   the 2 cameras of tunnelcam.yaml.
  FFmpeg  5.1.9 /usr/bin/ffmpeg, found on PATH
  Private the first link shows the cameras; the second shares and revokes, and is yours alone
          over plain http everyone on the way can read along

  Ctrl-C ends.
`)
})

test('neither people nor logs are told what stands in the query of an address', () => {
  const camera = parseConfig('cameras: [{ id: front, source: "srt://cam:9000?streamid=hush" }]', 'a.yaml')
  const told = { ...started, config: camera }
  expect(welcome(told, picocolors.createColors(false))).toContain('● Front  srt://cam:9000?streamid=***\n')
  expect(startedFacts(told)).toMatchObject({ cameras: [{ source: 'srt://cam:9000?streamid=***' }] })
})

test('people are told that a tunnel is being opened', () =>
  expect(welcome({ ...started, tunnel: { kind: 'quick' } }, picocolors.createColors(false))).toContain(
    'without a password\n  Tunnel  is being opened; its address follows once it works\n\n  Ctrl-C ends.',
  ))

test('people are told where the figures are', () =>
  expect(welcome({ ...started, metrics: 'http://127.0.0.1:9100/metrics' }, picocolors.createColors(false))).toContain(
    'without a password\n  Metrics http://127.0.0.1:9100/metrics\n\n  Ctrl-C ends.',
  ))

test('machines are told the same in fields', () => {
  const url = 'http://127.0.0.1:8080/cameras'
  expect(startedFacts(started)).toEqual({
    level: 'info',
    event: 'started',
    msg: 'Watch at http://127.0.0.1:8080: the 2 cameras of tunnelcam.yaml.',
    version: '0.1.0',
    why: 'the 2 cameras of tunnelcam.yaml.',
    urls: ['http://127.0.0.1:8080', 'http://192.168.1.5:8080'],
    open: true,
    cameras: [
      {
        id: 'front',
        name: 'Front door',
        source: 'rtsp://me:***@cam/1',
        page: `${url}/front`,
        mjpeg: `${url}/front/stream.mjpg`,
        hls: `${url}/front/hls/index.m3u8`,
      },
      {
        id: 'b',
        name: 'B',
        source: '/dev/video0',
        page: `${url}/b`,
        mjpeg: `${url}/b/stream.mjpg`,
        hls: `${url}/b/hls/index.m3u8`,
      },
    ],
    ffmpeg: { path: '/usr/bin/ffmpeg', version: '5.1.9', foundBy: 'PATH' },
  })
})

test('of many cameras, eight are shown with their addresses', () => {
  const cameras = Array.from({ length: 11 }, (_, i) => `{ id: c${i}, source: "test:" }`).join(', ')
  const text = welcome(
    { ...started, config: parseConfig(`cameras: [${cameras}]`, 'a.yaml') },
    picocolors.createColors(false),
  )
  expect(text.match(/●/g)).toHaveLength(8)
  expect(text).toContain('\n  … and 3 more on the page.\n')
})

test('where pushes are taken is told, and where others than this machine could push', () => {
  const camera = '{ id: b, source: "publish:", srt: { port: 9000, passphrase: "0123456789" } }'
  const told = (push: string) => {
    const config = parseConfig(`push: ${push}\ncameras: [${camera}]`, 'a.yaml')
    const lines = welcome({ ...started, config, push: ['rtmp://127.0.0.1:1935/live'] }, picocolors.createColors(false))
    return lines.slice(lines.indexOf('Push to')).split('\n').slice(0, 4)
  }
  const here = [
    'Push to rtmp://127.0.0.1:1935/live',
    '          srt://127.0.0.1:9000 for B',
    '          tunnelcam share --publish --camera … makes the key',
  ]
  expect(told('{ rtmp: 1935 }')).toEqual([...here, ''])
  expect(told('{ host: 0.0.0.0, rtmp: 1935 }').slice(1)).toEqual([
    '          srt://0.0.0.0:9000 for B',
    here[2],
    '          whoever reaches it may try a key, and over RTMP and RTSP everyone on the way can read along',
  ])
})
