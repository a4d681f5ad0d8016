import type { Ffmpeg } from '../../agent/ffmpeg/ffmpeg.ts'
import { cameraPath, outputPath } from '../../app/access/outputPath.ts'
import { sourceLabel } from '../../config/mask.ts'
import type { Config, TunnelConfig } from '../../config.ts'
import type { Colors } from './colors.ts'

/** What is said when the program has started. */
export interface Started {
  readonly version: string
  readonly config: Config
  readonly why: string
  /** Where the list of cameras is, first the one to open. */
  readonly urls: readonly string[]
  readonly ffmpeg: Ffmpeg
  /** The picture may be had without a password by everyone who reaches the address. */
  readonly open: boolean
  /** The tunnel that is being opened, if any. */
  readonly tunnel?: TunnelConfig
  /** Where the figures are, on a port of their own. */
  readonly metrics?: string | undefined
  /** Where pushes are taken, without their keys. */
  readonly push?: readonly string[]
  /** What makes links of the addresses; undefined where they must not be printed. */
  readonly codes: { readonly owner: string; readonly viewer: string } | undefined
}

/** The start-up print for people, without an end of line. */
export function welcome(started: Started, colors: Colors): string {
  const { bold, cyan, dim, green, yellow } = colors
  const { codes, config, ffmpeg, metrics, open, push = [], tunnel, urls, version, why } = started
  const shown = (url: string, i: number) => (i === 0 ? bold(cyan(url)) : cyan(url))
  const wide = Math.max(...config.cameras.map(({ name }) => name.length))
  const cameras = config.cameras.slice(0, most).flatMap(({ id, name, source }) => {
    const { page, mjpeg, hls } = cameraUrls(urls[0] ?? '', id)
    const head = `${green('●')} ${bold(name.padEnd(wide))}  ${dim(sourceLabel(source))}`
    return open ? [head, under('page', cyan(page)), under('MJPEG', mjpeg), under('HLS', hls), ''] : [head]
  })
  const more = config.cameras.length - most
  const lines = [
    '',
    `${bold('tunnelcam')} ${dim(version)}`,
    '',
    ...cameras,
    ...(more > 0 ? [dim(`… and ${more} more on the page.`)] : []),
    ...(open && more <= 0 ? [] : ['']),
    ...urls.map((url, i) => row(i === 0 ? 'Watch' : '', shown(open || !codes ? url : `${url}/#k=${codes.viewer}`, i))),
    row(
      'Manage',
      codes ? dim(`${urls[0]}/access#k=${codes.owner}`) : 'tunnelcam link prints the links; they are kept out of logs',
    ),
    row('Shows', why),
    row('FFmpeg', `${ffmpeg.version} ${dim(`${ffmpeg.path}, ${foundWords[ffmpeg.foundBy]}`)}`),
    ...(open
      ? [row('Open', yellow('everyone who reaches this address may watch, without a password'))]
      : [row('Private', 'the first link shows the cameras; the second shares and revokes, and is yours alone')]),
    ...(urls.length > 1 && !open ? [row('', yellow('over plain http everyone on the way can read along'))] : []),
    ...(tunnel ? [row('Tunnel', 'is being opened; its address follows once it works')] : []),
    ...(metrics === undefined ? [] : [row('Metrics', metrics)]),
    ...[...push, ...srtAddresses(config)].map((url, i) => row(i === 0 ? 'Push to' : '', url)),
    ...(push.length === 0 ? [] : [row('', dim('tunnelcam share --publish --camera … makes the key'))]),
    ...(config.push && push.length + srtAddresses(config).length > 0 && !isHere(config.push.host)
      ? [row('', yellow('whoever reaches it may try a key, and over RTMP and RTSP everyone on the way can read along'))]
      : []),
    '',
    dim('Ctrl-C ends.'),
    '',
  ]
  return lines.map(line => (line === '' ? '' : `  ${line}`)).join('\n')
}

/** The same facts as a line of a JSON log. */
export function startedFacts({ config, ffmpeg, metrics, open, push, urls, version, why }: Started): object {
  const cameras = config.cameras.map(({ id, name, source }) => {
    return { id, name, source: sourceLabel(source), ...cameraUrls(urls[0] ?? '', id) }
  })
  const { path, foundBy } = ffmpeg
  const msg = `Watch at ${urls[0]}: ${why}`
  return {
    level: 'info',
    event: 'started',
    msg,
    version,
    why,
    urls,
    open,
    metrics,
    push,
    cameras,
    ffmpeg: { path, version: ffmpeg.version, foundBy },
  }
}

/** Of so many cameras the addresses are printed; the page has them all. */
const most = 8

const foundWords = {
  option: 'by --ffmpeg',
  environment: 'by TUNNELCAM_FFMPEG',
  PATH: 'found on PATH',
  'ffmpeg-static': 'from ffmpeg-static',
  'ffmpeg-installer': 'the bundled one',
} as const satisfies Record<Ffmpeg['foundBy'], string>

/** Each is for one camera, and wants the passphrase that the configuration says. */
function srtAddresses({ cameras, push }: Config): string[] {
  return cameras.flatMap(({ name, srt }) =>
    srt
      ? `srt://${push?.host ?? '127.0.0.1'}:${srt.port} for ${name}${srt.passphrase ? '' : ', without a passphrase'}`
      : [],
  )
}

/** Only this machine reaches it. */
function isHere(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

function cameraUrls(url: string, id: string): { page: string; mjpeg: string; hls: string } {
  const at = (path: string) => `${url}${path}`
  return { page: at(cameraPath(id)), mjpeg: at(outputPath(id, 'mjpeg')), hls: at(outputPath(id, 'hls')) }
}

function row(title: string, text: string): string {
  return `${title.padEnd(8)}${text}`
}

function under(title: string, text: string): string {
  return `  ${title.padEnd(7)}${text}`
}
