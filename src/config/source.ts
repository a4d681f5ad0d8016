import { maskPassword } from './mask.ts'
import { suggest } from './suggest.ts'

/** What a source's text alone says it is. A `path` may turn out to be a picture folder or a video file. */
export type SourceKind =
  | 'v4l2'
  | 'test'
  | 'rtsp'
  | 'rtmp'
  | 'srt'
  | 'hls'
  | 'flv'
  | 'still'
  | 'http'
  | 'path'
  | 'files'
  | 'screen'
  | 'avfoundation'
  | 'dshow'
  | 'libcamera'
  | 'ffmpeg'
  | 'exec'
  | 'publish'

/** Every way to write a source, in the order people are told about them. */
export const knownSources = [
  '/dev/video0',
  'test:',
  'rtsp://host/path',
  'http://host/stream.mjpg',
  'http://host/snapshot.jpg',
  'http://host/live.m3u8',
  'http://host/live.flv',
  'rtmp://host/app/name',
  'srt://host:port',
  './pictures/',
  './clip.mp4',
  'publish:',
] as const

/** The kind of a source by its text, or `undefined` when it is none we know. Files are not looked at. */
export function sourceKind(source: string): SourceKind | undefined {
  if (source === '' || source.trim() !== source || source.includes('\0')) return undefined
  const alone = alones.find(kind => source === `${kind}:`)
  if (alone) return alone
  if (/^\/dev\/(video\d|v4l\/)/.test(source)) return 'v4l2'
  const scheme = schemeOf(source)
  if (scheme === undefined) return /^~|[/\\.]/.test(source) ? 'path' : undefined
  if (scheme === 'still') return /^still:https?:/i.test(source) && hasHost(source.slice(6)) ? 'still' : undefined
  if (scheme === 'screen') return 'screen'
  if (scheme === 'usb') return usbCamera.test(source) ? 'v4l2' : undefined
  if (scheme === 'v4l2') return source.length > 'v4l2:'.length ? 'v4l2' : undefined
  if (scheme === 'avfoundation' || scheme === 'dshow') return source.length > scheme.length + 1 ? scheme : undefined
  if (!hasHost(source)) return undefined
  return scheme === 'http' || scheme === 'https' ? httpKind(source) : networkKinds.get(scheme)
}

/** What is wrong with a source's text, as a sentence's second half with what would be right; `undefined` when nothing is. */
export function sourceProblem(source: string): string | undefined {
  if (sourceKind(source)) return undefined
  const got = JSON.stringify(maskPassword(source))
  const scheme = schemeOf(source)
  if (scheme === undefined) return `expected one of ${knownSources.join(', ')}, got ${got}${besideYou(source)}`
  if (scheme === 'still') return `expected an http: or https: address after still:, got ${got}`
  if (scheme === 'usb')
    return `expected a camera's vendor and product after usb:, as in usb:046d:0825 (lsusb tells them), got ${got}`
  if (scheme === 'avfoundation' || scheme === 'dshow' || scheme === 'v4l2')
    return `expected the name of a camera after ${scheme}:, got ${got}`
  if (alones.some(kind => kind === scheme)) return `expected ${scheme}: with nothing after it, got ${got}`
  if (schemes.includes(scheme)) return `expected a host after ${scheme}://, got ${got}`
  // A path is written as it stands, without file: before it.
  const meant = scheme === 'file' ? undefined : suggest(scheme, schemes)
  const instead = meant ? `, did you mean "${meant}:"?` : '.'
  return `unknown scheme "${scheme}:" in ${got}${instead} Known are ${schemes.map(known => `${known}:`).join(', ')}`
}

const networkKinds = new Map<string, SourceKind>([
  ['rtsp', 'rtsp'],
  ['rtsps', 'rtsp'],
  ['rtmp', 'rtmp'],
  ['rtmps', 'rtmp'],
  ['srt', 'srt'],
])
// What stands for itself; the lists of files, ffmpeg and exec are keys of their own.
const alones = ['test', 'files', 'libcamera', 'ffmpeg', 'exec', 'publish'] as const
const schemes = [
  'test',
  ...networkKinds.keys(),
  ...[
    'http',
    'https',
    'still',
    'usb',
    'v4l2',
    'files',
    'screen',
    'avfoundation',
    'dshow',
    'libcamera',
    'ffmpeg',
    'exec',
    'publish',
  ],
]

// A third part is a serial number.
const usbCamera = /^usb:[0-9a-f]{4}:[0-9a-f]{4}(:\S.*)?$/i

function httpKind(address: string): SourceKind {
  const path = address.replace(/[?#].*$/, '')
  if (/\.jpe?g$/i.test(path) || /[?&]action=snapshot(?:[&#]|$)/.test(address)) return 'still'
  return /\.flv$/i.test(path) ? 'flv' : /\.m3u8?$/i.test(path) ? 'hls' : 'http'
}

// One letter is a drive (C:\clips), not a scheme.
function schemeOf(source: string): string | undefined {
  return /^([a-z][a-z0-9+.-]+):/i.exec(source)?.[1]?.toLowerCase()
}

function hasHost(source: string): boolean {
  return /^[a-z]+:\/\/[^/?#\s]/i.test(source) && !/\s/.test(source)
}

function besideYou(source: string): string {
  if (source === 'test') return ' (the test picture is written test: and in YAML "test:", with its quotes)'
  return /^[\w-]+$/.test(source) ? ` (a folder or file beside you is written ./${source})` : ''
}
