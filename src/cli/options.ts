import { Option } from 'commander'
import { OPENINGS, type Opening } from '../access/pass.ts'
import type { ShareWish } from './access/share.ts'
import type { Flags } from './flags.ts'
import { type RelayValues, relayFlags } from './relay/options.ts'

/** What commander found on a command line, by its own names. */
export interface Options extends RelayValues {
  readonly config?: string
  readonly host?: string
  readonly port?: string
  readonly data?: string
  readonly open?: boolean
  readonly metrics?: string
  readonly pushHost?: string
  readonly rtmpPort?: string
  readonly rtspPort?: string
  readonly yesAnyoneCanWatch?: boolean
  readonly tunnel?: boolean
  readonly tunnelHostname?: string
  readonly tunnelToken?: string
  readonly tunnelTokenFile?: string
  readonly cloudflared?: string
  readonly ffmpeg?: string
  readonly log?: Flags['log']
  readonly logLevel?: Flags['logLevel']
  readonly json?: boolean
  readonly camera?: readonly string[]
  readonly for?: string
  readonly output?: Opening
  readonly publish?: boolean
  readonly id?: string
  readonly name?: string
  readonly size?: string
  readonly rate?: string
  readonly inputFormat?: string
  readonly bitrate?: string
  readonly quality?: string
  readonly rotate?: string
  readonly flip?: string
  readonly overlay?: string
  readonly watch?: boolean
  readonly transport?: string
  readonly certificate?: string
  readonly audio?: boolean | string
  readonly sub?: boolean
  readonly encode?: boolean
  readonly encoder?: string
  readonly idle?: string
  readonly keep?: boolean
}

/** Options of the one camera that is named on the command line. */
export function cameraOptions(): Option[] {
  return grouped('Camera options (with a configuration file, they stand in there):', [
    new Option('--size <size>', 'width x height, such as 1280x720 (default: the best it has)'),
    new Option('--rate <fps>', 'frames per second (default: the best it has)'),
    new Option('--input-format <name>', 'format to ask a V4L2 camera for, such as mjpeg, h264 or yuyv422'),
    new Option('--bitrate <kbit/s>', 'of the picture where it is encoded (default: 2000)'),
    new Option('--quality <1-100>', 'of JPEGs, which are then encoded, also where the camera gives some (default: 86)'),
    new Option('--rotate <degrees>', 'clockwise: 90, 180 or 270; the size is that before'),
    new Option('--flip <how>', 'mirror: horizontal, vertical or both'),
    new Option('--overlay <text>', 'write onto the picture: clock, or a text such as "Front door %H:%M:%S"'),
    new Option('--encode', 'always encode, never pass the H.264 of the source through'),
    new Option('--encoder <name>', 'auto (hardware where some works), libx264, h264_vaapi, … (default: libx264)'),
    new Option('--audio <source>', 'sound from elsewhere, such as alsa:default, pulse:default or an address'),
    new Option('--no-audio', 'no sound'),
    new Option('--no-sub', 'no small picture beside the full one in HLS'),
    new Option('--transport <tcp|udp>', 'how RTSP is carried (default: tcp)'),
    new Option('--certificate <which>', 'known, any, or sha256:AB:CD:… to take that one alone (default: known)'),
    new Option('--watch', 'a folder: each newly dropped JPEG is the picture (default: a loop over all)'),
    new Option('--idle <seconds>', 'capture goes on so long after the last viewer (default: 10)'),
    new Option('--keep', 'capture always, also with no viewer'),
    new Option('--id <id>', 'name of the camera in addresses (default: made from the source)'),
    new Option('--name <name>', 'name of the camera for people'),
  ])
}

/** Where to listen, and for whom. */
export function listenOptions(): Option[] {
  return grouped('Address:', [
    new Option('-p, --port <port>', 'port to listen on, 0 for any free one (default: 8080)'),
    new Option('--host <address>', 'address to listen on (default: 127.0.0.1, only this machine)'),
    new Option('--open', 'everyone who reaches the address may watch, without a link or password'),
  ])
}

/** Where to serve the figures. */
export function metricsOption(): Option {
  const where = 'figures for Prometheus on a port of their own, for everyone who reaches it:'
  const what = 'only the figures, no pictures (default address: 127.0.0.1, only this machine)'
  return new Option('--metrics <[address:]port>', `${where}\n${what}`).helpGroup('Address:')
}

/** Where encoders push to. */
export function pushOptions(): Option[] {
  return grouped('Address:', [
    new Option('--rtmp-port <port>', 'take RTMP pushes (OBS, FFmpeg) to cameras with source publish:, usually on 1935'),
    new Option('--rtsp-port <port>', 'take RTSP pushes (FFmpeg) to cameras with source publish:, usually on 8554'),
    new Option('--push-host <address>', 'address to take pushes on (default: 127.0.0.1, only this machine)'),
  ])
}

/** The way in from the internet. */
export function tunnelOptions(): Option[] {
  return grouped('Tunnel (from anywhere, through Cloudflare):', [
    new Option('--tunnel', 'open a quick tunnel: no account, another address at each start'),
    ...namedTunnelOptions(),
    cloudflaredOption(),
    new Option('--yes-anyone-can-watch', 'a tunnel needs it beside --open: anyone on the internet may watch'),
  ])
}

/** What the doctor measures when it is asked to. */
export function measureOptions(): Option[] {
  return [
    new Option('--tunnel', 'open a tunnel and measure what gets through it'),
    ...namedTunnelOptions(),
    cloudflaredOption(),
  ]
}

function namedTunnelOptions(): Option[] {
  return [
    new Option(
      '--tunnel-hostname <name>',
      'open a tunnel of your own, by its name at Cloudflare, such as cam.example.com',
    ),
    new Option('--tunnel-token-file <file>', 'the token of that tunnel (default: $TUNNEL_TOKEN)'),
    new Option('--tunnel-token <token>').hideHelp(), // to be refused without being shown
  ]
}

/** Which cloudflared to use. */
export function cloudflaredOption(): Option {
  return new Option('--cloudflared <path>', 'cloudflared to use (default: $CLOUDFLARED_BIN, PATH, its npm package)')
}

/** Files, FFmpeg and the log. */
export function generalOptions(): Option[] {
  return [configOption(), dataOption(), ffmpegOption(), ...logOptions()]
}

/** How the log is written. */
export function logOptions(): Option[] {
  return [
    new Option('--log <kind>', 'pretty for people, json for machines (default: pretty)').choices(['pretty', 'json']),
    new Option('--log-level <level>', 'debug, info, warn, error or silent (default: info)').choices([
      ...['debug', 'info', 'warn', 'error', 'silent'],
    ]),
  ]
}

/** Which configuration file to use. */
export function configOption(): Option {
  const usual = './tunnelcam.yaml, else ~/.config/tunnelcam/tunnelcam.yaml'
  return new Option('-c, --config <file>', `configuration (default: ${usual})`)
}

/** Where links and their signing key are kept. */
export function dataOption(): Option {
  return new Option('--data <folder>', 'where links are kept (default: $TUNNELCAM_DATA, ~/.local/share/tunnelcam)')
}

/** For whom, of what, and for how long; `usual` is how long where nothing is said. */
export function shareOptions(usual: string): Option[] {
  return [
    new Option('--name <name>', 'what you call it, such as Grandma'),
    new Option('--camera <id...>', 'which cameras (default: all)'),
    new Option('--for <duration>', `such as 30m, 24h, 7d, 4w, or ever (default: ${usual})`),
  ]
}

/** For who sends pictures instead of watching. */
export function publishOption(): Option {
  return new Option(
    '--publish',
    'for a phone or program that sends the pictures of a camera (source publish:), and sees none',
  )
}

/** Which output an address is for. */
export function outputOption(): Option {
  return new Option(
    '--output <kind>',
    'mjpeg, hls, still, live, mp4, or view for <tunnelcam-view> (default: mjpeg)',
  ).choices(OPENINGS)
}

/** Which FFmpeg to use. */
export function ffmpegOption(): Option {
  return new Option('--ffmpeg <path>', 'FFmpeg to use (default: $TUNNELCAM_FFMPEG, PATH, the bundled one)')
}

/** What a link is to be. */
export function wishOf({ name, camera = [], output, publish, for: duration }: Options): ShareWish {
  return {
    cameras: camera,
    for: duration ?? (output || publish ? 'ever' : '24h'),
    ...(name && { name }),
    ...(output && { output }),
    ...(publish && { publish }),
  }
}

/** The options in the terms of the program; numbers where they are written as numbers. */
export function flagsOf(options: Options, source?: string): Flags {
  const { id, name, size, inputFormat, watch, transport, certificate, encode, encoder, keep, flip, overlay } = options
  return {
    source,
    config: options.config,
    host: options.host,
    port: numberOf(options.port),
    data: options.data,
    open: options.open === true,
    metrics: numberOf(options.metrics),
    pushHost: options.pushHost,
    rtmpPort: numberOf(options.rtmpPort),
    rtspPort: numberOf(options.rtspPort),
    yesAnyoneCanWatch: options.yesAnyoneCanWatch,
    tunnel: options.tunnel,
    tunnelHostname: options.tunnelHostname,
    tunnelToken: options.tunnelToken === undefined ? undefined : 'on the command line',
    tunnelTokenFile: options.tunnelTokenFile,
    cloudflared: options.cloudflared,
    ...relayFlags(options),
    ffmpeg: options.ffmpeg,
    log: options.log ?? 'pretty',
    logLevel: options.logLevel ?? 'info',
    camera: {
      ...{ id, name, size, inputFormat, watch, transport, certificate, encode, encoder, keep, flip, overlay },
      rate: numberOf(options.rate),
      bitrate: numberOf(options.bitrate),
      quality: numberOf(options.quality),
      rotate: numberOf(options.rotate),
      idle: numberOf(options.idle),
      audio: options.audio === true ? undefined : options.audio,
      sub: options.sub === false ? false : undefined,
    },
  }
}

// What is no number stays as it was written, so that the message can show it.
function numberOf(text: string | undefined): number | string | undefined {
  return text !== undefined && /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : text
}

function grouped(heading: string, options: Option[]): Option[] {
  return options.map(option => option.helpGroup(heading))
}
