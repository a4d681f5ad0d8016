import { describe, expect, test } from 'vitest'
import { CliError } from '../../src/cli/error.ts'
import { checkFlags } from '../../src/cli/flags.ts'
import { readCommandLine } from '../../src/cli/program.ts'

const nothing = {
  source: undefined,
  config: undefined,
  host: undefined,
  port: undefined,
  open: false,
  metrics: undefined,
  ffmpeg: undefined,
  log: 'pretty',
  logLevel: 'info',
}
const noCamera = {
  id: undefined,
  name: undefined,
  size: undefined,
  inputFormat: undefined,
  watch: undefined,
  transport: undefined,
  encode: undefined,
  keep: undefined,
  rate: undefined,
  bitrate: undefined,
  idle: undefined,
  audio: undefined,
  sub: undefined,
}

function read(line: string) {
  return readCommandLine(line.split(' ').filter(Boolean), () => undefined)
}

function printed(line: string): string {
  let text = ''
  expect(readCommandLine(line.split(' '), part => (text += part))).toEqual({ kind: 'said' })
  return text
}

function refusal(line: string): string {
  try {
    const asked = read(line)
    if (asked.kind !== 'said') checkFlags(asked.flags)
  } catch (error) {
    if (error instanceof CliError && error.exitCode === 2) return error.message
    throw error
  }
  return 'accepted'
}

describe('a command line is read', () => {
  test.each([
    ['', { kind: 'serve', flags: { ...nothing, camera: noCamera } }],
    ['/dev/video0', { kind: 'serve', flags: { ...nothing, source: '/dev/video0', camera: noCamera } }],
    [
      'test: --port 0 --host 0.0.0.0 --open --log json --log-level debug --ffmpeg /opt/ffmpeg',
      {
        kind: 'serve',
        flags: {
          ...nothing,
          ...{
            source: 'test:',
            port: 0,
            host: '0.0.0.0',
            open: true,
            log: 'json',
            logLevel: 'debug',
            ffmpeg: '/opt/ffmpeg',
          },
          camera: noCamera,
        },
      },
    ],
    [
      '--size 640x480 --rate 29.97 --input-format mjpeg --bitrate 900 --watch --transport udp --no-audio --no-sub ./a/',
      {
        kind: 'serve',
        flags: {
          ...nothing,
          source: './a/',
          camera: {
            ...noCamera,
            ...{
              size: '640x480',
              rate: 29.97,
              inputFormat: 'mjpeg',
              bitrate: 900,
              watch: true,
              transport: 'udp',
              audio: false,
              sub: false,
            },
          },
        },
      },
    ],
    [
      'test: --audio pulse:default',
      {
        kind: 'serve',
        flags: { ...nothing, source: 'test:', camera: { ...noCamera, audio: 'pulse:default' } },
      },
    ],
    [
      'test: --quality 70 --rotate 90 --flip both --overlay clock --encoder auto',
      {
        kind: 'serve',
        flags: {
          ...nothing,
          source: 'test:',
          camera: { ...noCamera, quality: 70, rotate: 90, flip: 'both', overlay: 'clock', encoder: 'auto' },
        },
      },
    ],
    [
      'test: --encode --idle 3 --keep --id a --name B',
      {
        kind: 'serve',
        flags: {
          ...nothing,
          source: 'test:',
          camera: { ...noCamera, encode: true, idle: 3, keep: true, id: 'a', name: 'B' },
        },
      },
    ],
    [
      '--tunnel --tunnel-hostname a.b --tunnel-token-file t --cloudflared /c --open --yes-anyone-can-watch',
      {
        kind: 'serve',
        flags: {
          ...nothing,
          ...{ tunnel: true, tunnelHostname: 'a.b', tunnelTokenFile: 't', cloudflared: '/c' },
          ...{ open: true, yesAnyoneCanWatch: true },
          camera: noCamera,
        },
      },
    ],
    ['--metrics 9100', { kind: 'serve', flags: { ...nothing, metrics: 9100, camera: noCamera } }],
    ['--metrics [::]:9', { kind: 'serve', flags: { ...nothing, metrics: '[::]:9', camera: noCamera } }],
    ['-c a.yaml -p 80', { kind: 'serve', flags: { ...nothing, config: 'a.yaml', port: 80, camera: noCamera } }],
    ['doctor --port 80', { kind: 'doctor', json: false, flags: { ...nothing, port: 80, camera: noCamera } }],
    ['doctor -c a.yaml', { kind: 'doctor', json: false, flags: { ...nothing, config: 'a.yaml', camera: noCamera } }],
    [
      '--config a.yaml doctor',
      { kind: 'doctor', json: false, flags: { ...nothing, config: 'a.yaml', camera: noCamera } },
    ],
    [
      'doctor --cloudflared /c',
      { kind: 'doctor', json: false, flags: { ...nothing, cloudflared: '/c', camera: noCamera } },
    ],
    [
      'doctor --tunnel --tunnel-hostname a.b --tunnel-token-file t',
      {
        kind: 'doctor',
        json: false,
        flags: { ...nothing, tunnel: true, tunnelHostname: 'a.b', tunnelTokenFile: 't', camera: noCamera },
      },
    ],
    ['--ffmpeg /f doctor', { kind: 'doctor', json: false, flags: { ...nothing, ffmpeg: '/f', camera: noCamera } }],
    [
      'devices --json --ffmpeg /f',
      { kind: 'devices', json: true, flags: { ...nothing, ffmpeg: '/f', camera: noCamera } },
    ],
  ])('tunnelcam %s', (line, asked) => expect(read(line)).toEqual(asked))
})

describe('a bad command line is refused: what is wrong and what would be right', () => {
  test.each([
    ['--prot 80', "unknown option '--prot'; did you mean --port?"],
    ['--colour', "unknown option '--colour'"],
    ['--port', "option '-p, --port <port>' argument missing"],
    [
      'test: more',
      'too many arguments. Expected 1 argument but got 2. One source goes on a command line, more go into a configuration file.',
    ],
    [
      'service install test: more',
      "too many arguments for 'install'. Expected 1 argument but got 2. One source goes on a command line, more go into a configuration file.",
    ],
    ['completion bash zsh', "too many arguments for 'completion'. Expected 1 argument but got 2."],
    ['revoke a b', "too many arguments for 'revoke'. Expected 1 argument but got 2."],
    ['doctor now', "too many arguments for 'doctor'. Expected 0 arguments but got 1."],
    ['--log xml', "option '--log <kind>' argument 'xml' is invalid. Allowed choices are pretty, json."],
    ['doctor --size 640x480', "unknown option '--size'"],
    ['--port 65536', '--port: expected a port from 0 to 65535, got 65536'],
    ['--port http', '--port: expected a port from 0 to 65535, got "http"'],
    ['--port 80.5', '--port: expected a port from 0 to 65535, got 80.5'],
    ['--host http://me', '--host: expected an address of this machine such as 127.0.0.1, got "http://me"'],
    ['test: --size big', '--size: expected a size such as 1280x720, got "big"'],
    ['test: --rate fast', '--rate: expected frames per second, more than 0 and at most 240, got "fast"'],
    ['test: --transport sctp', '--transport: expected tcp or udp, got "sctp"'],
    [
      'test: --id Front',
      '--id: expected an id of at most 63 small letters, digits, - and _, such as front-door, got "Front"',
    ],
    [
      'test: --input-format MJPG',
      '--input-format: expected a format as FFmpeg names it, such as mjpeg, h264 or yuyv422, got "MJPG"',
    ],
    [
      '--bitrate 1 --idle -1',
      '--bitrate: expected kbit/s from 50 to 100000, got 1\n--idle: expected seconds from 0 to 86400, got -1',
    ],
    [
      'rstp://me:secret@cam/1 --size 1x1 --port x',
      'source: unknown scheme "rstp:" in "rstp://me:***@cam/1", did you mean "rtsp:"? Known are test:, rtsp:, rtsps:, rtmp:, rtmps:, srt:, http:, https:, still:, usb:, v4l2:, files:, screen:, avfoundation:, dshow:, libcamera:, ffmpeg:, exec:, publish:\n--size: expected a size such as 1280x720, got "1x1"\n--port: expected a port from 0 to 65535, got "x"',
    ],
    [
      'test: --audio hw:1,0',
      '--audio: expected true, false or a source of sound (alsa:default, pulse:default, rtsp://host/path, ./sound.mp3, test:), got "hw:1,0"; did you mean "alsa:hw:1,0"?',
    ],
    [
      'docter',
      'source: expected one of /dev/video0, test:, rtsp://host/path, http://host/stream.mjpg, http://host/snapshot.jpg, http://host/live.m3u8, http://host/live.flv, rtmp://host/app/name, srt://host:port, ./pictures/, ./clip.mp4, publish:, got "docter" (a folder or file beside you is written ./docter); did you mean "tunnelcam doctor"?',
    ],
    [
      'test: --config a.yaml',
      '--config: expected either a source or a configuration file, got both "a.yaml" and a source',
    ],
    [
      '--config a.yaml --size 640x480 --no-audio',
      '--size, --no-audio: expected with a source only; for the cameras of a.yaml, write it in there',
    ],
    [
      '--tunnel-hostname https://cam.example.com',
      '--tunnel-hostname: expected the name that the tunnel has at Cloudflare, such as cam.example.com, got "https://cam.example.com"',
    ],
    [
      '--tunnel-token=eyJhIjoi',
      '--tunnel-token: every user of this machine can read a command line; put the token into a file (--tunnel-token-file) or into TUNNEL_TOKEN',
    ],
    ['--metrics here', '--metrics: expected a port, or an address and a port, such as 127.0.0.1:9100, got "here"'],
    ['--metrics 70000', '--metrics: expected a port, or an address and a port, such as 127.0.0.1:9100, got 70000'],
    [
      '--metrics 0.0.0.0:70000',
      '--metrics: expected a port, or an address and a port, such as 127.0.0.1:9100, got "0.0.0.0:70000"',
    ],
    ['--metrics', "option '--metrics <[address:]port>' argument missing"],
    ['test: --port 0 --size 640x480', 'accepted'],
    ['test: --metrics 0.0.0.0:9100', 'accepted'],
    ['test: --tunnel-hostname cam.example.com --tunnel-token-file a', 'accepted'],
  ])('tunnelcam %s', (line, message) => expect(refusal(line)).toBe(message))
})

test('--version prints the version', () => expect(printed('--version')).toMatch(/^\d+\.\d+\.\d+\n$/))

test('--help prints every option and examples', () => {
  expect(printed('--help')).toMatchInlineSnapshot(`
    "Usage: tunnelcam [options] [command] [source]

    See your camera from your phone, anywhere, privately, in one command.

    Arguments:
      source                      /dev/video0, test:, rtsp://…, http://… (MJPEG, HLS, FLV), rtmp://…, srt://…, a folder
                                  of pictures, a video file, or publish: for pictures that are sent here.
                                  Without it: the configuration file, else the first camera, else a test picture.

    Options:
      -V, --version               print the version
      -c, --config <file>         configuration (default: ./tunnelcam.yaml, else ~/.config/tunnelcam/tunnelcam.yaml)
      --data <folder>             where links are kept (default: $TUNNELCAM_DATA, ~/.local/share/tunnelcam)
      --ffmpeg <path>             FFmpeg to use (default: $TUNNELCAM_FFMPEG, PATH, the bundled one)
      --log <kind>                pretty for people, json for machines (default: pretty)
      --log-level <level>         debug, info, warn, error or silent (default: info)
      -h, --help                  print this help

    Address:
      -p, --port <port>           port to listen on, 0 for any free one (default: 8080)
      --host <address>            address to listen on (default: 127.0.0.1, only this machine)
      --open                      everyone who reaches the address may watch, without a link or password
      --metrics <[address:]port>  figures for Prometheus on a port of their own, for everyone who reaches it:
                                  only the figures, no pictures (default address: 127.0.0.1, only this machine)
      --rtmp-port <port>          take RTMP pushes (OBS, FFmpeg) to cameras with source publish:, usually on 1935
      --rtsp-port <port>          take RTSP pushes (FFmpeg) to cameras with source publish:, usually on 8554
      --push-host <address>       address to take pushes on (default: 127.0.0.1, only this machine)

    Tunnel (from anywhere, through Cloudflare):
      --tunnel                    open a quick tunnel: no account, another address at each start
      --tunnel-hostname <name>    open a tunnel of your own, by its name at Cloudflare, such as cam.example.com
      --tunnel-token-file <file>  the token of that tunnel (default: $TUNNEL_TOKEN)
      --cloudflared <path>        cloudflared to use (default: $CLOUDFLARED_BIN, PATH, its npm package)
      --yes-anyone-can-watch      a tunnel needs it beside --open: anyone on the internet may watch

    Relay (any number of viewers for one times the uplink):
      --relay <address>           publish to a relay while somebody watches there, such as https://cam.example.org
      --relay-token-file <file>   what lets publish there (default: $TUNNELCAM_RELAY_TOKEN)
      --relay-unencrypted         publish by http: to another machine too, where the network is yours alone

    Camera options (with a configuration file, they stand in there):
      --size <size>               width x height, such as 1280x720 (default: the best it has)
      --rate <fps>                frames per second (default: the best it has)
      --input-format <name>       format to ask a V4L2 camera for, such as mjpeg, h264 or yuyv422
      --bitrate <kbit/s>          of the picture where it is encoded (default: 2000)
      --quality <1-100>           of JPEGs, which are then encoded, also where the camera gives some (default: 86)
      --rotate <degrees>          clockwise: 90, 180 or 270; the size is that before
      --flip <how>                mirror: horizontal, vertical or both
      --overlay <text>            write onto the picture: clock, or a text such as "Front door %H:%M:%S"
      --encode                    always encode, never pass the H.264 of the source through
      --encoder <name>            auto (hardware where some works), libx264, h264_vaapi, … (default: libx264)
      --audio <source>            sound from elsewhere, such as alsa:default, pulse:default or an address
      --no-audio                  no sound
      --no-sub                    no small picture beside the full one in HLS
      --transport <tcp|udp>       how RTSP is carried (default: tcp)
      --certificate <which>       known, any, or sha256:AB:CD:… to take that one alone (default: known)
      --watch                     a folder: each newly dropped JPEG is the picture (default: a loop over all)
      --idle <seconds>            capture goes on so long after the last viewer (default: 10)
      --keep                      capture always, also with no viewer
      --id <id>                   name of the camera in addresses (default: made from the source)
      --name <name>               name of the camera for people

    Commands:
      doctor [options]            say what is missing for a picture, and the command that mends it
      devices [options]           list the cameras of this machine with their formats, sizes and rates
      relay [options]             show the cameras of agents elsewhere, which publish them here: for any number of
                                  viewers
      service [what]              have it start by itself and go on: install, remove or status of a service of yours
      completion <shell>          print the script by which a shell completes commands and options

    Links:
      link [options]              print the links of the tunnelcam that runs here, with a QR code
      share [options]             make a link for somebody: view only, ends by itself, can be revoked
      embed [options]             make an address of one camera for a program: <img>, VLC, Home Assistant, OpenCV
      shares [options]            list the links, and who is watching with them now
      revoke [options] <link>     end a link, by its id or name; who watches with it is cut off
      rotate [options]            make a new signing key: all sessions, embeds and printed links end

    Examples:
      tunnelcam                                    the configuration file, the first camera or a test picture
      tunnelcam /dev/video0 --size 1280x720        a camera of this machine
      tunnelcam rtsp://user:password@192.168.1.20/stream1
      tunnelcam ./pictures/ --watch                each picture dropped into a folder
      tunnelcam --config cameras.yaml --port 80    many cameras
      tunnelcam /dev/video0 --tunnel               from anywhere, by who has the link
      tunnelcam /dev/video0 --relay https://cam.example.org   by any number, through a tunnelcam relay there
      tunnelcam share --camera front --for 24h     a link for somebody else
      tunnelcam share --publish --camera back      a link that makes a phone the camera, and an address for programs
      tunnelcam service install --config cameras.yaml   from now on at each login, by itself
      tunnelcam doctor                             what is missing, and how to mend it
      tunnelcam doctor --tunnel                    what gets through a tunnel

    "
  `)
})
