import { describe, expect, expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import { ConfigError } from '../../src/config/error.ts'
import { parseConfig } from '../../src/config/parse.ts'
import type { cameraSchema, configSchema } from '../../src/config/schema/schema.ts'
import type { CameraConfig, Config } from '../../src/config.ts'

const front: CameraConfig = {
  id: 'front',
  name: 'Front',
  source: '/dev/video0',
  bitrate: 2000,
  watch: false,
  transport: 'tcp',
  audio: true,
  sub: { size: { width: 640, height: 640 }, rate: 15, bitrate: 300 },
  encode: false,
  idle: 10,
  keep: false,
}

function refusal(text: string): string {
  try {
    parseConfig(text, 'tunnelcam.yaml')
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return 'accepted'
}

describe('parseConfig', () => {
  test('fills in the defaults of everything that is not written', () => {
    expect(parseConfig('cameras: [{ id: front, source: /dev/video0 }]', 'tunnelcam.yaml')).toEqual({
      listen: { host: '127.0.0.1', port: 8080 },
      open: false,
      cameras: [front],
    })
  })

  test('reads every option', () => {
    const text = `
# yaml-language-server: $schema=./tunnelcam.schema.json
listen: { host: 0.0.0.0, port: 80 }
open: true
yesAnyoneCanWatch: true
tunnel: { kind: named, hostname: Cam.example.com, tokenFile: ./token }
cameras:
  - id: front
    name: Front door
    source: rtsp://me:secret@192.168.1.20/stream1
    inputFormat: h264
    size: 1280x720
    rate: 29.97
    bitrate: 4000
    quality: 70
    rotate: 270
    flip: both
    overlay: ' Front door, %H:%M:%S: 50 %% '
    watch: true
    transport: udp
    audio: false
    encode: true
    encoder: h264_vaapi
    sub: { size: 320x240, rate: 5 }
    idle: 0
    keep: true
`
    expect(parseConfig(text, 'tunnelcam.yaml')).toEqual({
      listen: { host: '0.0.0.0', port: 80 },
      open: true,
      yesAnyoneCanWatch: true,
      tunnel: { kind: 'named', hostname: 'cam.example.com', tokenFile: './token' },
      cameras: [
        {
          id: 'front',
          name: 'Front door',
          source: 'rtsp://me:secret@192.168.1.20/stream1',
          inputFormat: 'h264',
          size: { width: 1280, height: 720 },
          rate: 29.97,
          bitrate: 4000,
          quality: 70,
          rotate: 270,
          flip: 'both',
          overlay: 'Front door, %H:%M:%S: 50 %%',
          watch: true,
          transport: 'udp',
          audio: false,
          encode: true,
          encoder: 'h264_vaapi',
          sub: { size: { width: 320, height: 240 }, rate: 5, bitrate: 300 },
          idle: 0,
          keep: true,
        },
      ],
    })
  })

  test('makes a name of the id: its words, capitalised', () => {
    const config = parseConfig('cameras: [{ id: front-door_2, source: "test:" }]', 'a.yaml')
    expect(config.cameras[0]?.name).toBe('Front door 2')
  })

  test.each([
    ['sub: false', undefined],
    ['sub: true', { size: { width: 640, height: 640 }, rate: 15, bitrate: 300 }],
    ['sub: { bitrate: 100 }', { size: { width: 640, height: 640 }, rate: 15, bitrate: 100 }],
  ])('%s says what the small picture is', (line, expected) => {
    expect(parseConfig(`cameras: [{ id: a, source: "test:", ${line} }]`, 'a.yaml').cameras[0]?.sub).toEqual(expected)
  })

  test('lets cameras share lines by a YAML merge key', () => {
    const text = 'cameras:\n  - &a { id: a, source: "test:", idle: 3 }\n  - { <<: *a, id: b }'
    expect(parseConfig(text, 'a.yaml').cameras.map(camera => [camera.id, camera.idle])).toEqual([
      ['a', 3],
      ['b', 3],
    ])
  })

  test('gives back exactly the types that the program is written against', () => {
    expectTypeOf<z.output<typeof configSchema>>().toExtend<Config>()
    expectTypeOf<Config>().toExtend<ReadonlyDeep<z.output<typeof configSchema>>>()
    expectTypeOf<keyof z.output<typeof cameraSchema>>().toEqualTypeOf<keyof CameraConfig>()
  })
})

describe('parseConfig reports', () => {
  test('all problems at once, in the order of the file, each with line and column', () => {
    const text = `listen: { host: 127.0.0.1, prot: 80 }
cameras:
  - id: Front Door
    source: rstp://me:secret@cam/1
    size: 1280*720
    sise: 640x480
  - source: "test:"
    rate: fast
    transport: sctp
`
    expect(refusal(text)).toBe(
      `
tunnelcam.yaml has 8 problems:
  tunnelcam.yaml:1:28 listen.prot: unknown key; did you mean "port"?
  tunnelcam.yaml:3:9 cameras[0].id: expected an id of at most 63 small letters, digits, - and _, such as front-door, got "Front Door"
  tunnelcam.yaml:4:13 cameras[0].source: unknown scheme "rstp:" in "rstp://me:***@cam/1", did you mean "rtsp:"? Known are test:, rtsp:, rtsps:, rtmp:, rtmps:, srt:, http:, https:, still:, usb:, v4l2:, files:, screen:, avfoundation:, dshow:, libcamera:, ffmpeg:, exec:, publish:
  tunnelcam.yaml:5:11 cameras[0].size: expected a size such as 1280x720, got "1280*720"
  tunnelcam.yaml:6:5 cameras[0].sise: unknown key; did you mean "size"?
  tunnelcam.yaml:7:5 cameras[1].id: missing; expected an id of small letters, digits, - and _, beginning with a letter or digit, such as front-door
  tunnelcam.yaml:8:11 cameras[1].rate: expected frames per second, more than 0 and at most 240, got "fast"
  tunnelcam.yaml:9:16 cameras[1].transport: expected tcp or udp, got "sctp"`.trimStart(),
    )
  })

  test('each problem as fields too', () => {
    const problems = {
      problems: [{ path: 'cameras[0].idle', line: 1, column: 45, message: 'expected seconds from 0 to 86400, got -1' }],
    }
    expect(() => parseConfig('cameras: [{ id: a, source: "test:", idle:   -1 }]', 'a.yaml')).toThrow(
      expect.objectContaining(problems),
    )
  })

  const camera = (rest: string) => `cameras: [{ id: a, source: 'test:', ${rest} }]`
  const at = '\n  tunnelcam.yaml:1:'
  test.each([
    ['an empty file', '', 'cameras: missing; expected a list of cameras'],
    ['a file of comments', '# nothing yet', 'cameras: missing; expected a list of cameras'],
    ['no camera', 'cameras: []', `${at}10 cameras: expected at least one camera, got an empty list`],
    ['cameras that are no list', 'cameras: front', `${at}10 cameras: expected a list of cameras, got "front"`],
    [
      'a key of access that is nearly right',
      'access: { trustedProxys: [] }\ncameras: [{ id: a, source: "test:" }]',
      `${at}11 access.trustedProxys: unknown key; did you mean "trustedProxies"?`,
    ],
    [
      'a key of access that is nothing like any',
      'access: { cloudflareAccess: { team: "https://a.cloudflareaccess.com", audience: "4714c135", xy: 1 } }\ncameras: [{ id: a, source: "test:" }]',
      `${at}93 access.cloudflareAccess.xy: unknown key; known here are team, audience, owners`,
    ],
    [
      'a text for a file',
      'hello',
      `${at}1 expected listen, open, tunnel, relay, metrics, push, access and cameras, got "hello"`,
    ],
    [
      'a camera that is only a text',
      'cameras: ["test:"]',
      `${at}11 cameras[0]: expected a camera: id, source and options, got "test:"`,
    ],
    [
      'an id twice',
      'cameras: [{ id: a, source: "test:" }, { id: a, source: "test:" }]',
      `${at}45 cameras[1].id: expected an id of its own, got "a" as cameras[0] has`,
    ],
    [
      'an id beginning with -',
      'cameras: [{ id: -a, source: "test:" }]',
      `${at}17 cameras[0].id: expected an id of at most 63 small letters, digits, - and _, such as front-door, got "-a"`,
    ],
    [
      'an id of no text',
      'cameras: [{ id: 7, source: "test:" }]',
      `${at}17 cameras[0].id: expected an id of small letters, digits, - and _, beginning with a letter or digit, such as front-door, got 7`,
    ],
    [
      'an absurd size',
      camera('size: 9000x9000'),
      `${at}43 cameras[0].size: expected a size of even numbers from 16 to 8192, such as 1280x720, got "9000x9000"`,
    ],
    [
      'an odd size',
      camera('size: 853x480'),
      `${at}43 cameras[0].size: expected a size of even numbers from 16 to 8192, such as 1280x720, got "853x480"`,
    ],
    [
      'a size as a mapping',
      camera('size: { width: 2 }'),
      `${at}43 cameras[0].size: expected a size such as 1280x720, got a mapping`,
    ],
    ['a size of nothing', camera('size:'), `${at}43 cameras[0].size: expected a size such as 1280x720, got nothing`],
    [
      'a rate of 0',
      camera('rate: 0'),
      `${at}43 cameras[0].rate: expected frames per second, more than 0 and at most 240, got 0`,
    ],
    [
      'a rate that is no number',
      camera('rate: .nan'),
      `${at}43 cameras[0].rate: expected frames per second, more than 0 and at most 240, got NaN`,
    ],
    [
      'a bitrate in bits',
      camera('bitrate: 2000000'),
      `${at}46 cameras[0].bitrate: expected kbit/s from 50 to 100000, got 2000000`,
    ],
    [
      'a small picture that is neither wanted nor not',
      camera('sub: small'),
      `${at}42 cameras[0].sub: expected true, false, or a mapping such as { size: 640x640, rate: 15, bitrate: 300 }, got "small"`,
    ],
    [
      'a small picture of an odd size',
      camera('sub: { size: 641x360 }'),
      `${at}50 cameras[0].sub.size: expected the most it may measure, in even numbers from 16 to 4096, such as 640x640, got "641x360"`,
    ],
    [
      'a misspelt key of the small picture',
      camera('sub: { bitrat: 5 }'),
      `${at}44 cameras[0].sub.bitrat: unknown key; did you mean "bitrate"?`,
    ],
    ['yes for true', camera('keep: yes'), `${at}43 cameras[0].keep: expected true or false, got "yes"`],
    [
      'a key in another writing',
      camera('input_format: mjpeg'),
      `${at}37 cameras[0].input_format: unknown key; did you mean "inputFormat"?`,
    ],
    [
      'a key like none',
      camera('colour: red'),
      `${at}37 cameras[0].colour: unknown key; known here are id, name, source, files, ffmpeg, exec, inputFormat, size, rate, bitrate, quality, rotate, flip, overlay, watch, transport, certificate, srt, audio, encode, encoder, sub, idle, keep`,
    ],
    [
      'a command as one text',
      'cameras: [{ id: a, source: "exec:", exec: "rpicam-vid -o -" }]',
      '\n  tunnelcam.yaml:1:43 cameras[0].exec: expected a command as a list, such as [rpicam-vid, -t, 0], got "rpicam-vid -o -"',
    ],
    [
      'arguments that name no input',
      'cameras: [{ id: a, source: "ffmpeg:", ffmpeg: [-f, lavfi] }]',
      "\n  tunnelcam.yaml:1:47 cameras[0].ffmpeg: expected FFmpeg's input arguments as a list that ends with -i and what is to be read, got a list",
    ],
    [
      'a list of files that is missing',
      'cameras: [{ id: a, source: "files:" }]',
      '\n  tunnelcam.yaml:1:28 cameras[0].source: the source files: needs the key files with a list, which only the configuration file can give',
    ],
    [
      'a command that is missing',
      'cameras: [{ id: a, source: "exec:" }]',
      '\n  tunnelcam.yaml:1:28 cameras[0].source: the source exec: needs the key exec with a list, which only the configuration file can give',
    ],
    [
      'a command beside another source',
      'cameras: [{ id: a, source: "test:", exec: [ls] }]',
      '\n  tunnelcam.yaml:1:43 cameras[0].exec: expected only beside source: "exec:"',
    ],
    [
      'a port too high',
      `listen: { port: 65536 }\n${camera('')}`,
      `${at}17 listen.port: expected a port from 0 to 65535, got 65536`,
    ],
    [
      'a port as text',
      `listen: { port: http }\n${camera('')}`,
      `${at}17 listen.port: expected a port from 0 to 65535, got "http"`,
    ],
    [
      'a tunnel of no kind',
      `tunnel: yes\n${camera('')}`,
      `tunnelcam.yaml:1:9 tunnel: expected a tunnel such as { kind: quick }, got "yes"`,
    ],
    [
      'a tunnel of an unknown kind',
      `tunnel: { kind: fast }\n${camera('')}`,
      'tunnelcam.yaml:1:17 tunnel.kind: expected quick or named, got "fast"',
    ],
    [
      'a named tunnel without its name',
      `tunnel: { kind: named }\n${camera('')}`,
      'tunnelcam.yaml:1:9 tunnel.hostname: a named tunnel needs its name, such as cam.example.com',
    ],
    [
      'a quick tunnel with a name',
      `tunnel: { kind: quick, hostname: cam.example.com }\n${camera('')}`,
      'tunnelcam.yaml:1:34 tunnel.hostname: a quick tunnel gets its name from Cloudflare; did you mean kind: named?',
    ],
    [
      'an unknown key of the tunnel',
      `tunnel: { kind: quick, token: eyJ }\n${camera('')}`,
      'tunnelcam.yaml:1:24 tunnel.token: unknown key; known here are kind, hostname, tokenFile',
    ],
    [
      'a relay to which the token would go in the clear',
      `relay: { url: "http://cam.example.org" }\n${camera('')}`,
      'tunnelcam.yaml:1:15 relay.url: by http: whoever is on the way could read the pictures and the token; expected https:, or, on a network that is yours alone, unencrypted: true',
    ],
    [
      'an unknown key of the relay',
      `relay: { url: "http://cam.example.org", unencrypted: true, token: abc }\n${camera('')}`,
      'tunnelcam.yaml:1:60 relay.token: unknown key; known here are url, tokenFile, unencrypted',
    ],
    [
      'YAML that does not close',
      'cameras: [',
      `${at}11 not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]`,
    ],
    [
      'test: without quotes',
      'cameras:\n  - id: a\n    source: test:',
      '\n  tunnelcam.yaml:3:13 a value that ends with a colon needs quotes, such as source: "test:"',
    ],
    [
      'an encoder that is not known',
      camera('encoder: vaapi'),
      `${at}46 cameras[0].encoder: expected auto or one of libx264, h264_videotoolbox, h264_nvenc, h264_vaapi, h264_qsv, h264_v4l2m2m, got "vaapi"`,
    ],
    ['a quality', camera('quality: 0'), `${at}46 cameras[0].quality: expected a whole number from 1 to 100, got 0`],
    ['a rotation', camera('rotate: 45'), `${at}45 cameras[0].rotate: expected 0, 90, 180 or 270, got 45`],
    [
      'a mirror',
      camera('flip: sideways'),
      `${at}43 cameras[0].flip: expected horizontal, vertical or both, got "sideways"`,
    ],
    ...['50 %', '%Q', '%{pts}', '', 'two\\nlines', '%'.repeat(201)].map(text => [
      `the overlay ${text.slice(0, 20)}`,
      camera(`overlay: "${text}"`),
      `${at}46 cameras[0].overlay: expected clock, or a text of at most 200 characters in which % stands before one of aAbBdHIjmMpSUwWyYZ or %, got ${text.length > 80 ? `"${text.slice(0, 78)}…` : `"${text}"`}`,
    ]),
    ['a key twice', camera('keep: true, keep: false'), `${at}49 not YAML: Map keys must be unique`],
  ])('%s', (_, text, message) => {
    expect(refusal(text)).toBe(`tunnelcam.yaml has a problem:${message.startsWith('\n') ? '' : '\n  '}${message}`)
  })

  test('a file whose aliases would unfold for ever', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefg'.replace(/./g, (key, i: number) => `${key}: &${key} [${`*${'abcdefg'[i]},`.repeat(9)}]\n`)}`
    expect(refusal(bomb)).toContain('alias')
  })
})

type ReadonlyDeep<T> = T extends object ? { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> } : T
